package io.millrace.events;

import java.util.Optional;

/**
 * The run is to end, wherever it is; what it started outside is stopped. Refused once its version serves.
 *
 * @param reason for people; shown where the run's end is told
 */
public record RunCancel(RunId run, ModelName model, Optional<String> reason) implements Command {
    public RunCancel {
        reason = Text.reason(reason);
    }
}
