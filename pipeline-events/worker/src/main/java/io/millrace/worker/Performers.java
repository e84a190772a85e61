package io.millrace.worker;

import io.millrace.events.Failure;
import io.millrace.worker.run.RunKey;
import io.quarkus.arc.properties.UnlessBuildProperty;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** The threads on which stages do their work: as many as configured, each for one run at a time. */
@ApplicationScoped
@UnlessBuildProperty(name = "millrace.stage", stringValue = "monitor", enableIfMissing = true)
class Performers {
    private static final Logger LOG = Logger.getLogger(Performers.class);

    private final Map<RunKey, Busy> busy = new ConcurrentHashMap<>();
    private final StageWork work;
    private final EventLog log;
    private final WorkerMetrics metrics;
    private final ExecutorService threads;

    Performers(StageWork work, EventLog log, WorkerMetrics metrics, WorkerConfig config) {
        this.work = work;
        this.log = log;
        this.metrics = metrics;
        this.threads = Executors.newFixedThreadPool(
                config.parallelism(),
                Thread.ofPlatform().name("work-", 1).daemon(true).factory());
    }

    /** A thread at work; what it comes to after it was abandoned is nobody's business any more. */
    private record Busy(FutureTask<Void> future, AtomicBoolean abandoned) {}

    /** Has the work done; {@code whenEnded} is not called when it is abandoned. */
    void start(Task task, Consumer<Outcome> whenEnded) {
        RunKey key = RunKey.of(task.run());
        var abandoned = new AtomicBoolean();
        var future = new FutureTask<Void>(() -> inContext(task, () -> perform(task, abandoned, whenEnded)), null);
        var mine = new Busy(future, abandoned);
        busy.put(key, mine);
        threads.execute(() -> {
            future.run();
            busy.remove(key, mine);
        });
    }

    private void perform(Task task, AtomicBoolean abandoned, Consumer<Outcome> whenEnded) {
        Instant start = Instant.now();
        LOG.infof("attempt %d of %s starts", task.attempt(), task.run().subject());
        try {
            Outcome outcome = outcome(task);
            if (abandoned.get()) {
                // Interrupted work often fails in ways of its own, which say nothing about the run.
                throw new InterruptedException();
            }
            metrics.performed(outcome, Duration.between(start, Instant.now()));
            LOG.infof("attempt %d of %s: %s", task.attempt(), task.run().subject(), told(outcome));
            whenEnded.accept(outcome);
        } catch (InterruptedException e) {
            LOG.infof("let go of %s; it will be found again", task.run().subject());
            Thread.currentThread().interrupt();
        }
    }

    private Outcome outcome(Task task) throws InterruptedException {
        try {
            return EventSize.checked(work.perform(task, new LiveReporter(work.stage(), task, log)));
        } catch (NeighbourUnavailable e) {
            LOG.info(e.getMessage(), e.getCause());
            return new Outcome.Failed(e.failure());
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
        };
    }

    /** Interrupts the work on a run; what it started outside goes on. */
    void abandon(RunKey key) {
        Busy thread = busy.remove(key);
        if (thread != null) {
            thread.abandoned().set(true);
            thread.future().cancel(true);
        }
    }

    /** Has what the work left behind removed; {@code whenGone} is not called when that fails, it is tried again later. */
    void conclude(Task task, Runnable whenGone) {
        threads.execute(() -> inContext(task, () -> {
            try {
                work.concluded(task);
                whenGone.run();
            } catch (RuntimeException e) {
                LOG.error("could not clean up after " + task.run().subject(), e);
            }
        }));
    }

    /** Every log line of the work says which run it is about. */
    private static void inContext(Task task, Runnable work) {
        MDC.put("run", task.run().run().value());
        MDC.put("model", task.run().model().value());
        task.trigger().traceId().ifPresent(trace -> MDC.put("traceId", trace));
        try {
            work.run();
        } finally {
            MDC.clear();
        }
    }

    void stop() {
        busy.keySet().forEach(this::abandon);
        threads.shutdownNow();
    }
}
