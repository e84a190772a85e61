package io.millrace.events;

import java.util.Optional;

/**
 * A person's, that changed what serves.
 *
 * @param command id of the command event
 * @param reason  as that person gave it
 */
public record Decision(String command, Optional<String> reason) {}
