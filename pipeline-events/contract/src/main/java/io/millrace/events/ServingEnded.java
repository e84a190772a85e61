package io.millrace.events;

/**
 * Nothing serves the model any more, because somebody wanted that.
 *
 * @param run        whose version served
 * @param generation one more than that of what served
 * @param workload   name of the workload that served and may be stopped now
 * @param latest     the latest registration that served so far
 * @param decision   who wanted it
 */
public record ServingEnded(RunRef run, long generation, String workload, Sequence latest, Decision decision)
        implements ServingEvent {
    @Override
    public Sequence latestServed() {
        return latest;
    }
}
