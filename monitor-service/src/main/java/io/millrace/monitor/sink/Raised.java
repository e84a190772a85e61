package io.millrace.monitor.sink;

import io.millrace.events.AlertRaised;
import java.time.Instant;

/**
 * An alert that stands.
 *
 * @param alert the last that was raised with its fingerprint, without its evidence
 * @param since when the first of them was raised, as its stage's clock had it
 */
public record Raised(AlertRaised alert, Instant since) {}
