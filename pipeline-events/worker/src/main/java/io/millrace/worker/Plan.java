package io.millrace.worker;

/** What should happen with an event. */
public sealed interface Plan {

    /** Nothing: it is not this stage's to answer. */
    record Pass() implements Plan {}

    /** The answer is known without work: skipped, or refused. */
    record Answer(Outcome outcome) implements Plan {}

    /**
     * There is work to do.
     *
     * @param retries how often a failure that may pass is tried again
     */
    record Work(int retries) implements Plan {}
}
