package io.millrace.worker;

import io.millrace.events.Envelope;
import io.millrace.events.RunRef;

/**
 * Work to be done.
 *
 * @param attempt counts automatic tries from 1
 * @param trigger the event that asked for it
 */
public record Task(RunRef run, int attempt, Envelope trigger) {}
