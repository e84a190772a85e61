package io.millrace.worker;

import io.millrace.events.Envelope;
import io.millrace.events.RunRef;
import io.millrace.events.TraceContext;
import java.util.Optional;

/**
 * Work to be done.
 *
 * @param attempt counts automatic tries from 1
 * @param trigger the event that asked for it
 * @param command that asked for this round of the run; absent where the stage before did
 */
public record Task(RunRef run, int attempt, Envelope trigger, Optional<Envelope> command) {
    public Task(RunRef run, int attempt, Envelope trigger) {
        this(run, attempt, trigger, Optional.empty());
    }

    /**
     * Of an effect of this work in the run's trace.
     *
     * @param effect its name, the same whenever it is done again
     */
    public TraceContext trace(String effect) {
        return trigger.trace().child(effect);
    }
}
