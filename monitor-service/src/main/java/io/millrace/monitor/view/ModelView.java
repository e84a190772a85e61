package io.millrace.monitor.view;

import io.millrace.events.ModelName;
import java.util.List;
import java.util.Optional;

/**
 * A model: what serves it and what is on its way.
 *
 * @param serving    absent when nothing was deployed yet
 * @param runs       newest first
 * @param openAlerts alerts of the model, of whatever run, whose cause is not gone
 */
public record ModelView(ModelName name, Optional<Serving> serving, List<Run> runs, long openAlerts) {}
