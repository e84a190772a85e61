package io.millrace.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One thread on which decisions are made one after the other. A decision that throws, or state that cannot be written,
 * is a bug of ours: the loop remembers it and the worker calls itself unhealthy, rather than going on with wrong state.
 */
final class Loop {
    private static final Logger LOG = Logger.getLogger(Loop.class);

    private final ExecutorService thread;
    private final ScheduledExecutorService timer;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final AtomicReference<Optional<String>> trouble = new AtomicReference<>(Optional.empty());

    /** Nearly every input is due at once, and the queue of a thread that can wait for later ones is a slow one. */
    Loop(String name) {
        this(
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name(name).daemon(true).factory()),
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name(name + "-timer").daemon(true).factory()));
    }

    /** @param thread runs one task at a time, in order */
    Loop(ScheduledExecutorService thread) {
        this(thread, thread);
    }

    private Loop(ExecutorService thread, ScheduledExecutorService timer) {
        this.thread = thread;
        this.timer = timer;
    }

    /**
     * Runs a decision.
     *
     * @return completes when the decision is made; what it returns may complete later
     */
    CompletableFuture<Void> run(Supplier<? extends CompletionStage<Void>> decision) {
        return guarded(() -> {
            var unused = decision.get().whenComplete((ignored, failure) -> check(failure));
        });
    }

    /** Runs it on the loop's thread once {@code before} has completed, and completes when what it began has. */
    <T, U> CompletableFuture<U> then(CompletableFuture<T> before, Function<T, CompletableFuture<U>> after) {
        return before.whenComplete((ignored, failure) -> check(failure)).thenCompose(known -> on(after, known));
    }

    private <T, U> CompletableFuture<U> on(Function<T, CompletableFuture<U>> after, T known) {
        var result = new CompletableFuture<U>();
        var unused = guarded(() -> {
            var ignored = after.apply(known).whenComplete((value, failure) -> {
                if (failure == null) {
                    result.complete(value);
                } else {
                    fail(failure);
                    result.completeExceptionally(failure);
                }
            });
        });
        return result;
    }

    void later(Duration delay, Runnable task) {
        var unused = timer.schedule(
                () -> {
                    var ignored = guarded(task);
                },
                Math.max(0, delay.toNanos()),
                TimeUnit.NANOSECONDS);
    }

    /** Returns when what was asked of the loop is done, or when it will not be because the loop is stopped. */
    void await(CompletableFuture<?> asked) {
        CompletableFuture.anyOf(asked, stopped).join();
    }

    Optional<String> trouble() {
        return trouble.get();
    }

    void stop() {
        timer.shutdownNow();
        thread.shutdownNow();
        stopped.complete(null);
    }

    private CompletableFuture<Void> guarded(Runnable task) {
        var made = new CompletableFuture<Void>();
        try {
            thread.execute(() -> {
                try {
                    task.run();
                    made.complete(null);
                } catch (RuntimeException | Error e) {
                    fail(e);
                    made.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("an input came while stopping; it will be found again", e);
        }
        return made;
    }

    private void check(@Nullable Throwable failure) {
        if (failure != null) {
            fail(failure);
        }
    }

    private void fail(Throwable failure) {
        LOG.error("the worker cannot go on; start it again once the cause is gone", failure);
        trouble.compareAndSet(Optional.empty(), Optional.of(String.valueOf(failure)));
    }
}
