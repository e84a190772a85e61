package io.millrace.deployer.servers;

import io.millrace.deployer.rollout.Trial;
import io.millrace.events.Failure;
import io.millrace.events.ServingChanged;
import io.millrace.worker.NeighbourUnavailable;
import io.millrace.workloads.WorkloadEnd;
import io.millrace.workloads.WorkloadFailures;
import io.millrace.workloads.WorkloadRefused;
import io.millrace.workloads.WorkloadReport;
import io.millrace.workloads.Workloads;
import io.millrace.workloads.WorkloadsUnavailable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds out whether a candidate's server answers, before any traffic goes to it. */
final class Tryout {
    private static final int EVIDENCE_LINES = 20;

    /** For the runtime to report the end of a server that does not answer any more. */
    private static final Duration END_IS_REPORTED = Duration.ofSeconds(3);

    private final Workloads workloads;
    private final HealthProbe probe;
    private final ServingChanged candidate;
    private final CompletableFuture<URI> ready = new CompletableFuture<>();
    private final CompletableFuture<WorkloadEnd> end = new CompletableFuture<>();

    Tryout(Workloads workloads, HealthProbe probe, ServingChanged candidate) {
        this.workloads = workloads;
        this.probe = probe;
        this.candidate = candidate;
    }

    /** Starts the server or finds it, and waits until it answers or never will. */
    Trial run() throws InterruptedException {
        try {
            workloads.submit(ServerWorkload.of(candidate));
            return observed();
        } catch (WorkloadRefused e) {
            return new Trial.Unfit(e.failure());
        } catch (WorkloadsUnavailable e) {
            throw new NeighbourUnavailable(e.failure(), e);
        }
    }

    private Trial observed() throws InterruptedException {
        try (var observation = workloads.observe(candidate.workload(), this::on)) {
            CompletableFuture.anyOf(ready, end).get();
            return verdict();
        } catch (ExecutionException e) {
            throw new IllegalStateException("observing " + candidate.workload() + " failed", e);
        }
    }

    private void on(WorkloadReport report) {
        switch (report) {
            case WorkloadReport.Started() -> {}
            case WorkloadReport.Line line -> {}
            case WorkloadReport.Ready(URI address) -> ready.complete(address);
            case WorkloadReport.Ended(WorkloadEnd how) -> end.complete(how);
        }
    }

    private Trial verdict() throws InterruptedException, ExecutionException {
        if (!ready.isDone()) {
            return unfit(end.get());
        }
        HealthProbe.Answer answer =
                probe.ask(ready.get(), ServerWorkload.deploy(candidate).health());
        return answer.isWell() ? new Trial.Fit(ready.get()) : unfit(endAfter(answer));
    }

    private WorkloadEnd endAfter(HealthProbe.Answer answer) throws InterruptedException, ExecutionException {
        try {
            return end.get(END_IS_REPORTED.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new WorkloadEnd.NeverHealthy(
                    ServerWorkload.deploy(candidate).startTimeout(), "well at first, then " + answer.text());
        }
    }

    private Trial unfit(WorkloadEnd how) {
        return new Trial.Unfit(failure(how, candidate, workloads.lastLines(candidate.workload(), EVIDENCE_LINES)));
    }

    /** Why a server that should go on ended. */
    static Failure failure(WorkloadEnd how, ServingChanged version, List<String> lastLines) {
        String title = ServerWorkload.title(version);
        return how instanceof WorkloadEnd.Succeeded
                ? Failure.userError(
                                "server-ended",
                                title + " ended by itself with exit code 0",
                                "The deploy command must serve until it is stopped; do not start it in the background.")
                        .withEvidence(String.join("\n", lastLines))
                : WorkloadFailures.of(how, title, lastLines);
    }
}
