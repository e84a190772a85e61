package io.millrace.events;

/**
 * A command was refused, and nothing changed.
 *
 * @param command the command event's id
 * @param reason  for a person, one sentence
 */
public record CommandRejected(String command, RunId run, ModelName model, Stage stage, String reason)
        implements CommandAnswer {}
