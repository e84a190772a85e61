package io.millrace.worker.run;

import io.millrace.events.RunId;
import io.millrace.events.RunRef;

/** What a stage holds at most one of: a run's round. */
public record RunKey(RunId run, int round) {

    public static RunKey of(RunRef ref) {
        return new RunKey(ref.run(), ref.round());
    }

    @Override
    public String toString() {
        return run + "/" + round;
    }
}
