package io.millrace.worker.run;

import io.millrace.events.Envelope;
import io.millrace.events.RunRef;

/**
 * A run as it came to a stage.
 *
 * @param trigger the event that asks for the stage's work
 * @param origin  where that event lies
 */
public record Admission(RunRef run, Envelope trigger, Origin origin) {}
