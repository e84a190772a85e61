package io.millrace.worker.run;

import io.millrace.events.Envelope;
import io.millrace.events.Failure;
import io.millrace.events.RunEnded;
import io.millrace.events.RunRef;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a stage remembers of a run, from its admission on.
 *
 * <pre>
 *   Waiting ──▶ Running ◀──▶ Parked
 *      │           │  ╲         │
 *      │           │   Stopping │
 *      │           │  ╱         │
 *      └───────────┴────────────┴──▶ Concluding ──▶ Closing ──▶ Concluded
 * </pre>
 */
public sealed interface Held {
    RunRef run();

    default RunKey key() {
        return RunKey.of(run());
    }

    /** What is not over yet, and still needs the event that asked for it. */
    sealed interface Active extends Held {
        Admission admission();

        /** That it met, and still waits for the end of. */
        default Optional<Outage> outage() {
            return Optional.empty();
        }

        @Override
        default RunRef run() {
            return admission().run();
        }
    }

    /** Admitted; an older run of the same model has its turn. */
    record Waiting(Admission admission) implements Active {
        Running started(Instant deadline) {
            return new Running(admission, 1, deadline, Optional.empty(), false);
        }
    }

    /**
     * The work was started, as this attempt. After a crash it is started again, as the same attempt.
     *
     * @param deadline  when it has to be through with the stage, on this worker's clock
     * @param outage    that the work met before; absent once a neighbour answered
     * @param committed whether it is past the point from which on it cannot be stopped; a cancel is refused then,
     *                  also one that is read again after a crash
     */
    record Running(Admission admission, int attempt, Instant deadline, Optional<Outage> outage, boolean committed)
            implements Active {
        Parked parked(Instant until, Failure last) {
            return new Parked(admission, attempt, until, last, deadline, Optional.empty());
        }

        Parked away(Instant until, Failure last, Outage met) {
            return new Parked(admission, attempt, until, last, deadline, Optional.of(met));
        }

        Running commit() {
            return new Running(admission, attempt, deadline, outage, true);
        }

        Stopping stopped(Stop why) {
            return new Stopping(admission, attempt, outage, why);
        }
    }

    /**
     * The attempt failed in a way that may pass, or met an outage; it goes on at {@code until}, on this worker's clock.
     */
    record Parked(
            Admission admission, int attempt, Instant until, Failure last, Instant deadline, Optional<Outage> outage)
            implements Active {
        /** An outage costs no attempt. */
        Running resumed() {
            return new Running(admission, outage.isPresent() ? attempt : attempt + 1, deadline, outage, false);
        }

        Stopping stopped(Stop why) {
            return new Stopping(admission, attempt, outage, why);
        }
    }

    /** It must end; what was started outside is being stopped. */
    record Stopping(Admission admission, int attempt, Optional<Outage> outage, Stop why) implements Active {
        /** Whether this cancel is why. */
        boolean isFor(Envelope cancel) {
            return why instanceof Stop.Cancelled(var commands)
                    && commands.stream().map(Envelope::id).anyMatch(cancel.id()::equals);
        }
    }

    /**
     * The outcome is decided and durable; whether it was published is not known.
     *
     * @param attempt 0 when no work was needed
     * @param outbox  everything to publish, in this order
     * @param ended   how the run ends here; absent when it goes on with the next stage
     */
    record Concluding(Admission admission, int attempt, List<Envelope> outbox, Optional<RunEnded.Result> ended)
            implements Active {
        public Concluding {
            outbox = List.copyOf(outbox);
        }

        Closing published() {
            return new Closing(admission, attempt, ended);
        }
    }

    /**
     * The outcome is on the log; what the work left behind is being removed. The next run has its turn. Left out where
     * work leaves nothing behind.
     */
    record Closing(Admission admission, int attempt, Optional<RunEnded.Result> ended) implements Active {}

    /**
     * Over here. Kept to recognise a second delivery of the same event, and to begin another round with it.
     *
     * @param ended absent when the run went on with the next stage
     * @param at    when, on this worker's clock
     */
    record Concluded(RunRef run, Origin origin, Optional<RunEnded.Result> ended, Instant at) implements Held {}

    /** The latest round that is here, unless a later one is over: what an earlier one left may still be being removed. */
    static Optional<Active> latest(Optional<Active> active, Optional<Concluded> over) {
        int known = over.map(concluded -> concluded.run().round()).orElse(-1);
        return active.filter(held -> held.run().round() > known);
    }
}
