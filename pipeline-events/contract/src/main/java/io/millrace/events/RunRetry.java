package io.millrace.events;

/**
 * The run is to be tried again as its next round, with what the stage was given the first time.
 *
 * @param from the stage to begin with; it must have had the run before
 */
public record RunRetry(RunId run, ModelName model, Stage from) implements RoundCommand {}
