package io.millrace.worker;

import io.millrace.events.PipelineEvent;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;

/**
 * What makes a stage itself; a worker has exactly one bean of it. All around it is the kit's: that its runs are
 * remembered, started one at a time for each model, found again after a crash, tried again, answered for and told about.
 *
 * @see TidyingWork
 */
public interface StageWork {

    Stage stage();

    /**
     * What should happen with an event. A pure function: it may be asked again about the same event.
     *
     * @param trigger an event of the topics that the worker reads
     * @param run     the run it belongs to; for a registration the run it starts
     */
    Plan plan(PipelineEvent trigger, RunRef run);

    /**
     * Does the work, on a thread of its own that may block for as long as it takes.
     *
     * <p>Idempotent: after a crash it is called again with the same task and must find what the first call left,
     * instead of doing it twice.
     *
     * @throws InterruptedException when the worker stops or another replica takes over; the work outside goes on
     * @throws NeighbourUnavailable when a neighbour is away; tried again later
     */
    Outcome perform(Task task, Reporter reporter) throws InterruptedException;

    /**
     * Ends what {@link #perform} started outside, because the run must end. Called when {@code perform} is not under
     * way any more, and again until it returns: the run counts as ended only then.
     *
     * @throws NeighbourUnavailable when a neighbour is away; tried again later
     */
    default void halt(Task task) {}
}
