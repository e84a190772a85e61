package io.millrace.worker;

import io.millrace.events.Envelope;
import io.millrace.events.Stage;
import java.util.List;
import java.util.Set;

/**
 * What there is to do, and what may go wrong.
 *
 * @param stages     in the order of the pipeline
 * @param events     from outside, in the order in which they come to the log
 * @param atTheStart whether they are all there before anything is read; else they come at any time
 * @param faults     what may happen
 * @param most       how many faults there may be in one schedule
 * @param restarts   whether who crashed is started again; while somebody else is new, that makes no difference
 * @param inDetail   whether threads and acknowledgements of one replica interleave, too
 */
record Scenario(
        List<Stage> stages,
        int partitions,
        List<Envelope> events,
        boolean atTheStart,
        Set<Fault> faults,
        int most,
        Commits commits,
        boolean restarts,
        boolean inDetail) {

    /** When what was read is committed. */
    enum Commits {
        /** As soon as it may be. */
        AT_ONCE,
        /** Only when partitions are given back, so a crash has everything read again. */
        LATE,
        /** Whenever the schedule says so. */
        ANY_TIME
    }

    /** Everything there from the beginning in one partition; threads of a replica run until they rest. */
    static Scenario of(List<Envelope> events, Commits commits, int most, Fault... faults) {
        return new Scenario(List.of(Stage.TRAIN), 1, events, true, Set.of(faults), most, commits, false, false);
    }
}
