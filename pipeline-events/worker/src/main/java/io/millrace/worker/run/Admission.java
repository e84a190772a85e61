package io.millrace.worker.run;

import io.millrace.events.Envelope;
import io.millrace.events.RunRef;
import java.util.Optional;

/**
 * A run as it came to a stage.
 *
 * @param trigger the event that asks for the stage's work
 * @param origin  where that event lies
 * @param command that asked for this round; absent where the stage before it did
 */
public record Admission(RunRef run, Envelope trigger, Origin origin, Optional<Envelope> command) {
    public Admission(RunRef run, Envelope trigger, Origin origin) {
        this(run, trigger, origin, Optional.empty());
    }
}
