package io.millrace.events;

/**
 * A command was carried out: the run is stopped, or its next round began.
 *
 * @param command the command event's id
 * @param round   that was stopped or begun
 * @param message for a person, one sentence
 */
public record CommandAccepted(String command, RunId run, ModelName model, int round, Stage stage, String message)
        implements CommandAnswer {}
