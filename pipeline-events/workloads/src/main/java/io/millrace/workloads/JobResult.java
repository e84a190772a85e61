package io.millrace.workloads;

import io.millrace.events.ArtifactRef;
import io.millrace.events.Failure;
import java.util.function.Consumer;

/** What a job came to: what training and evaluation have in common. */
public sealed interface JobResult {
    /** How much of a log is asked for; what is told of it is cut further. */
    int LAST_LINES = 20;

    /** It ended well, left a folder, and its result file can be read. */
    record Good(ArtifactRef output, ResultFile.Read result) implements JobResult {}

    /** It did not. */
    record Bad(Failure failure) implements JobResult {}

    /** Not known: the place where it runs is away. */
    record Away(Failure failure) implements JobResult {}

    /**
     * Runs a job to its end, or finds it again, in the calling thread.
     *
     * @param what begins sentences about it, for example {@code training 'python3 train.py'}
     * @param live sees the metrics that it reports on the way
     * @throws InterruptedException when the thread is interrupted; the job goes on
     */
    static JobResult of(Workloads workloads, WorkloadRequest request, String what, Consumer<MetricLine> live)
            throws InterruptedException {
        try {
            return of(workloads.runToEnd(request, report -> tell(report, live)), workloads, request, what);
        } catch (WorkloadRefused e) {
            return new Bad(e.failure());
        } catch (WorkloadsUnavailable e) {
            return new Away(e.failure());
        }
    }

    private static JobResult of(WorkloadEnd end, Workloads workloads, WorkloadRequest request, String what) {
        if (!(end instanceof WorkloadEnd.Succeeded succeeded)) {
            return new Bad(WorkloadFailures.of(end, what, workloads.lastLines(request.name(), LAST_LINES)));
        }
        return switch (ResultFile.parse(succeeded.result())) {
            case ResultFile.Read read -> new Good(succeeded.output(), read);
            case ResultFile.Broken(var failure) -> new Bad(failure);
        };
    }

    private static void tell(WorkloadReport report, Consumer<MetricLine> live) {
        if (report instanceof WorkloadReport.Line(String text)) {
            MetricLine.parse(text).ifPresent(live);
        }
    }
}
