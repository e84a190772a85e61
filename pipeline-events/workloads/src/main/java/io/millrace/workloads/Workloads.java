package io.millrace.workloads;

import java.util.List;
import java.util.function.Consumer;

/**
 * A place where workloads run, outside this process and longer than it: a cluster, or this machine.
 *
 * <p>Everything goes by the workload's name, which is a function of run, stage, round and attempt. A worker that
 * starts again submits and observes again under the same name and finds what it left. Thread-safe.
 */
public interface Workloads {

    /**
     * Makes sure that the workload exists. Submitting it again, running or ended, changes nothing; neither does
     * submitting one that was {@linkplain #conclude concluded}.
     *
     * @throws WorkloadRefused when it can never run here, with the reason for the model's authors
     * @throws WorkloadsUnavailable when the answer is not known; the caller should try again later
     */
    void submit(WorkloadRequest request);

    /**
     * Reports what becomes of a submitted workload: all of it, in order, from its start, whenever the observing
     * begins. The last report is {@link WorkloadReport.Ended}. The observer is called on a thread of the runtime, one
     * call at a time, and should be quick.
     *
     * @return closing it ends the observing, not the workload
     */
    Observation observe(String name, Consumer<WorkloadReport> observer);

    /** Asks it to end, and ends it by force after a grace time. It then ends as {@link WorkloadEnd.Cancelled}. */
    void cancel(String name);

    /** The last lines that it wrote, oldest first; none when it is not known. */
    List<String> lastLines(String name, int lines);

    /**
     * Removes all that is left of it but its artifact, and ends it if it still runs. Afterwards the name is free:
     * submitting it again runs it again.
     */
    void remove(String name);

    /**
     * Removes it for good. To be called once its outcome is durable: whoever submits it afterwards was paused for long,
     * and nothing runs on that account; it is observed to have been {@linkplain WorkloadEnd.Cancelled cancelled}.
     */
    void conclude(String name);

    /**
     * Submits a workload and waits for its end, in the calling thread; {@code observer} sees every report on the way.
     * What the observer throws ends the waiting and is thrown here.
     *
     * @throws InterruptedException when the thread is interrupted; the workload goes on
     */
    default WorkloadEnd runToEnd(WorkloadRequest request, Consumer<WorkloadReport> observer)
            throws InterruptedException {
        submit(request);
        return awaitEnd(request.name(), observer);
    }

    /** The same for a workload that somebody else submitted; one that is not there ends as {@link WorkloadEnd.Lost}. */
    default WorkloadEnd awaitEnd(String name, Consumer<WorkloadReport> observer) throws InterruptedException {
        return Ending.await(this, name, observer);
    }

    /** An ongoing observation. */
    interface Observation extends AutoCloseable {
        @Override
        void close();
    }
}
