package io.millrace.workloads;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Waiting for a workload's end. */
final class Ending {
    private final CompletableFuture<WorkloadEnd> end = new CompletableFuture<>();
    private final Consumer<WorkloadReport> observer;

    private Ending(Consumer<WorkloadReport> observer) {
        this.observer = observer;
    }

    static WorkloadEnd await(Workloads workloads, String name, Consumer<WorkloadReport> observer)
            throws InterruptedException {
        var ending = new Ending(observer);
        try (var observation = workloads.observe(name, ending::on)) {
            return ending.end.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException thrown ? thrown : new IllegalStateException(e);
        }
    }

    private void on(WorkloadReport report) {
        if (end.isDone()) {
            return;
        }
        try {
            observer.accept(report);
        } catch (RuntimeException e) {
            end.completeExceptionally(e);
            return;
        }
        if (report instanceof WorkloadReport.Ended(WorkloadEnd how)) {
            end.complete(how);
        }
    }
}
