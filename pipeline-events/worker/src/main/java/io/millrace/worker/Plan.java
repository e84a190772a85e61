package io.millrace.worker;

import java.time.Duration;

/** What should happen with an event. */
public sealed interface Plan {

    /** Nothing: it is not this stage's to answer. */
    record Pass() implements Plan {}

    /** The answer is known without work: skipped, or refused. */
    record Answer(Outcome outcome) implements Plan {}

    /**
     * There is work to do.
     *
     * @param retries    how often a failure that may pass is tried again; a neighbour that is away is waited for and
     *                   costs none of them
     * @param atMost     how long one attempt may take by itself
     * @param inParallel whether it may be done beside other work of the same model that says so, too
     */
    record Work(int retries, Duration atMost, boolean inParallel) implements Plan {
        private static final Duration USUALLY_AT_MOST = Duration.ofHours(1);

        /** One at a time for each model, with a bound that fits short work. */
        public Work(int retries) {
            this(retries, USUALLY_AT_MOST, false);
        }
    }
}
