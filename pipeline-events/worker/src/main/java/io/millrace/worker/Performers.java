package io.millrace.worker;

import io.millrace.events.Failure;
import io.millrace.worker.run.RunKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** The threads on which stages do their work: as many as configured, each for one run at a time. */
final class Performers implements Hands {
    private static final Logger LOG = Logger.getLogger(Performers.class);
    private static final CompletableFuture<Void> NOTHING = CompletableFuture.completedFuture(null);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Map<RunKey, Busy> busy = new ConcurrentHashMap<>();
    private final StageWork work;
    private final Publisher log;
    private final WorkerMetrics metrics;
    private final RunSpans spans;
    private final ExecutorService threads;
    /** For ending and removing, which must not wait behind work that takes hours. */
    private final ExecutorService tidying = Executors.newVirtualThreadPerTaskExecutor();

    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("tidying-later").daemon(true).factory());

    Performers(StageWork work, Publisher log, WorkerMetrics metrics, RunSpans spans, int parallelism) {
        this.work = work;
        this.log = log;
        this.metrics = metrics;
        this.spans = spans;
        this.threads = Executors.newFixedThreadPool(
                parallelism, Thread.ofPlatform().name("work-", 1).daemon(true).factory());
    }

    @Override
    public void start(Task task, Supplier<CompletableFuture<Boolean>> commit, Consumer<Outcome> whenEnded) {
        var mine = new Busy(() -> inContext(task, () -> perform(task, commit, whenEnded)));
        Busy before = busy.put(RunKey.of(task.run()), mine);
        // Work on the run that was let go of may still be on its way out.
        var unused = (before == null ? NOTHING : before.gone())
                .thenRun(() -> threads.execute(() -> {
                    mine.run();
                    busy.remove(RunKey.of(task.run()), mine);
                }));
    }

    private void perform(Task task, Supplier<CompletableFuture<Boolean>> commit, Consumer<Outcome> whenEnded) {
        Instant start = Instant.now();
        RunSpans.Try attempt = spans.begin(task);
        attempt.spanId().ifPresent(id -> MDC.put("spanId", id));
        LOG.infof("attempt %d of %s starts", task.attempt(), task.run().subject());
        try {
            Outcome outcome = outcome(task, commit, attempt);
            if (isAbandoned(task)) {
                // Interrupted work often fails in ways of its own, which say nothing about the run.
                throw new InterruptedException();
            }
            metrics.performed(outcome, Duration.between(start, Instant.now()));
            attempt.ended(outcome);
            LOG.infof("attempt %d of %s: %s", task.attempt(), task.run().subject(), told(outcome));
            whenEnded.accept(outcome);
        } catch (InterruptedException e) {
            LOG.infof("let go of %s", task.run().subject());
            Thread.currentThread().interrupt();
        }
    }

    private boolean isAbandoned(Task task) {
        Busy mine = busy.get(RunKey.of(task.run()));
        return mine == null || !mine.isRunning();
    }

    private Outcome outcome(Task task, Supplier<CompletableFuture<Boolean>> commit, RunSpans.Try attempt)
            throws InterruptedException {
        try {
            return EventSize.checked(work.perform(task, new LiveReporter(work.stage(), task, log, commit, attempt)));
        } catch (NeighbourUnavailable e) {
            LOG.info(e.getMessage(), e.getCause());
            // What takes too long is not away, and waiting for it has an end.
            return e.failure().kind() == Failure.Kind.TIMEOUT
                    ? new Outcome.Failed(e.failure())
                    : new Outcome.Away(e.failure());
        } catch (RuntimeException | Error e) {
            // This thread is ours, and so is the bug: it ends the run with an alert instead of ending the thread.
            LOG.error("a bug in the " + work.stage().worker(), e);
            return new Outcome.Failed(new Failure(
                    Failure.Kind.INTERNAL,
                    "internal-error",
                    "the " + work.stage().worker() + " failed on run "
                            + task.run().run() + ": " + e,
                    "this is a bug in Millrace; report it together with the worker's log",
                    Optional.empty()));
        }
    }

    private static String told(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered(var status, var events, var ending) ->
                ending.map(how -> status + ", ends the run as " + how.result()).orElse(status.toString());
            case Outcome.Failed(var failure) -> "failed with " + failure.code() + ": " + failure.summary();
            case Outcome.Away(var failure) -> "waits, " + failure.code() + ": " + failure.summary();
        };
    }

    @Override
    public void abandon(RunKey key) {
        Busy mine = busy.get(key);
        if (mine != null) {
            mine.abandon();
        }
    }

    @Override
    public void halt(Task task, Runnable whenGone) {
        Busy mine = busy.get(RunKey.of(task.run()));
        if (mine != null) {
            mine.abandon();
        }
        var unused = (mine == null ? NOTHING : mine.gone()).thenRun(() -> untilDone(task, "end", work::halt, whenGone));
    }

    @Override
    public void conclude(Task task, Runnable whenGone) {
        untilDone(task, "clean up after", this::tidy, whenGone);
    }

    private void tidy(Task task) {
        if (work instanceof TidyingWork tidying) {
            tidying.concluded(task);
        }
    }

    private void untilDone(Task task, String what, Consumer<Task> step, Runnable whenDone) {
        tidying.execute(() -> inContext(task, () -> {
            try {
                step.accept(task);
                whenDone.run();
            } catch (RuntimeException e) {
                LOG.warnf(e, "could not %s %s, trying again", what, task.run().subject());
                var unused = later.schedule(
                        () -> untilDone(task, what, step, whenDone), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
        }));
    }

    /** Every log line of the work says which run it is about. */
    private static void inContext(Task task, Runnable work) {
        MDC.put("run", task.run().run().value());
        MDC.put("model", task.run().model().value());
        task.run().version().ifPresent(version -> MDC.put("version", version.value()));
        MDC.put("attempt", task.attempt());
        MDC.put("traceId", task.trigger().trace().traceId());
        try {
            work.run();
        } finally {
            MDC.clear();
        }
    }

    void stop() {
        busy.keySet().forEach(this::abandon);
        later.shutdownNow();
        tidying.shutdownNow();
        threads.shutdownNow();
    }
}
