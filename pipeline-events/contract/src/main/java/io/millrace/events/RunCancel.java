package io.millrace.events;

import java.util.Optional;

/**
 * The run is to end, wherever it is; what it started outside is stopped. Refused once its version serves.
 *
 * @param reason for people; shown where the run's end is told
 */
public record RunCancel(RunId run, ModelName model, Optional<String> reason) implements Command {
    private static final int MAX_REASON_CHARS = 500;

    public RunCancel {
        reason = reason.map(text -> Text.line(text, MAX_REASON_CHARS)).filter(text -> !text.isBlank());
    }
}
