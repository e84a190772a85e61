package io.millrace.worker.run;

import io.millrace.events.Envelope;
import io.millrace.events.Failure;
import io.millrace.events.RunRef;
import java.time.Instant;
import java.util.List;

/**
 * What a stage remembers of a run, from its admission on.
 *
 * <pre>
 *   Waiting ──▶ Running ◀──▶ Parked
 *      │           │
 *      └───────────┴──▶ Concluding ──▶ Closing ──▶ Concluded
 * </pre>
 */
public sealed interface Held {
    RunRef run();

    default RunKey key() {
        return RunKey.of(run());
    }

    /** What is not over yet, and still needs the event that asked for it. */
    sealed interface Active extends Held {
        Envelope trigger();
    }

    /** Admitted; an older run of the same model has its turn. */
    record Waiting(RunRef run, Envelope trigger) implements Active {
        Running started() {
            return new Running(run, trigger, 1);
        }
    }

    /** The work was started, as this attempt. After a crash it is started again, as the same attempt. */
    record Running(RunRef run, Envelope trigger, int attempt) implements Active {
        Parked parked(Instant until, Failure last) {
            return new Parked(run, trigger, attempt, until, last);
        }
    }

    /** The attempt failed in a way that may pass; the next one starts at {@code until}, on this worker's clock. */
    record Parked(RunRef run, Envelope trigger, int attempt, Instant until, Failure last) implements Active {
        Running resumed() {
            return new Running(run, trigger, attempt + 1);
        }
    }

    /**
     * The outcome is decided and durable; whether it was published is not known.
     *
     * @param attempt 0 when no work was needed
     * @param outbox  everything to publish, in this order
     */
    record Concluding(RunRef run, Envelope trigger, int attempt, List<Envelope> outbox) implements Active {
        public Concluding {
            outbox = List.copyOf(outbox);
        }

        Closing published() {
            return new Closing(run, trigger, attempt);
        }
    }

    /** The outcome is on the log; what the work left behind is being removed. The next run has its turn. */
    record Closing(RunRef run, Envelope trigger, int attempt) implements Active {
        Concluded closed() {
            return new Concluded(run);
        }
    }

    /** Over. Kept to recognise a second delivery of the same event. */
    record Concluded(RunRef run) implements Held {}
}
