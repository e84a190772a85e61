package io.millrace.monitor.view;

import io.millrace.events.RunId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Who waits for something to happen to a run. Not thread-safe; the futures are completed by the caller. */
final class Waiters {
    private final Map<RunId, List<Waiter>> byRun = new HashMap<>();

    private record Waiter(Until until, CompletableFuture<Void> happened) {}

    void add(RunId run, Until until, CompletableFuture<Void> happened) {
        byRun.computeIfAbsent(run, absent -> new ArrayList<>()).add(new Waiter(until, happened));
    }

    void remove(RunId run, CompletableFuture<Void> happened) {
        byRun.computeIfPresent(run, (same, waiters) -> {
            waiters.removeIf(waiter -> waiter.happened == happened);
            return waiters;
        });
        byRun.values().removeIf(List::isEmpty);
    }

    /** Those whose wait is over now that something happened to the run. */
    List<CompletableFuture<Void>> over(RunId run, boolean ended) {
        return byRun.getOrDefault(run, List.of()).stream()
                .filter(waiter -> ended || waiter.until == Until.CHANGED)
                .map(Waiter::happened)
                .toList();
    }
}
