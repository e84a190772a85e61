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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds out whether a candidate's server answers, before any traffic goes to it. */
final class Tryout {
    private static final int EVIDENCE_LINES = 20;

    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(250);

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
        HealthProbe.Answer answer = ask();
        long deadline = System.nanoTime() + startTimeout().toNanos();
        while (!answer.isWell()) {
            // It may have ended, which says more than its silence and may be nobody's fault; or be well again.
            Optional<WorkloadEnd> ended = endWithin(BETWEEN_QUESTIONS);
            if (ended.isPresent()) {
                return unfit(ended.get());
            }
            if (System.nanoTime() - deadline > 0) {
                return unfit(new WorkloadEnd.NeverHealthy(startTimeout(), "well at first, then " + answer.text()));
            }
            answer = ask();
        }
        return new Trial.Fit(ready.get());
    }

    private HealthProbe.Answer ask() throws InterruptedException, ExecutionException {
        return probe.ask(ready.get(), ServerWorkload.deploy(candidate).health());
    }

    private Duration startTimeout() {
        return ServerWorkload.deploy(candidate).startTimeout();
    }

    private Optional<WorkloadEnd> endWithin(Duration atMost) throws InterruptedException, ExecutionException {
        try {
            return Optional.of(end.get(atMost.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
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
