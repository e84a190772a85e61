package io.millrace.monitor.view;

import java.util.List;

/**
 * A run and what went wrong with it.
 *
 * @param alerts in the order in which they were raised
 */
public record RunView(Run run, List<Alert> alerts) {}
