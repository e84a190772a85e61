package io.millrace.worker;

import io.millrace.events.EventIds;
import io.millrace.events.Metrics;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Publishes what the work tells on the way; at most {@value #MAX_A_SECOND} reports a second, the rest is dropped. */
final class LiveReporter implements Reporter {
    private static final int MAX_A_SECOND = 50;
    private static final int MAX_MESSAGE_CHARS = 500;

    private final Stage stage;
    private final Task task;
    private final Publisher log;
    private final Supplier<CompletableFuture<Boolean>> commit;
    private final RunSpans.Try attempt;
    private long second;
    private int toldThisSecond;
    private int told;

    LiveReporter(
            Stage stage, Task task, Publisher log, Supplier<CompletableFuture<Boolean>> commit, RunSpans.Try attempt) {
        this.stage = stage;
        this.task = task;
        this.log = log;
        this.commit = commit;
        this.attempt = attempt;
    }

    @Override
    public boolean commit() throws InterruptedException {
        try {
            return commit.get().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "could not ask whether " + task.run().run() + " may go on", e);
        }
    }

    @Override
    public void message(String text) {
        String cut = text.length() <= MAX_MESSAGE_CHARS ? text : text.substring(0, MAX_MESSAGE_CHARS) + "…";
        tell(Optional.of(cut), Optional.empty(), Metrics.NONE);
    }

    @Override
    public void metric(String name, double value, Optional<Long> step) {
        if (Double.isFinite(value)) {
            tell(Optional.empty(), step, new Metrics(Map.of(name, value)));
        }
    }

    @Override
    public Part part(String name) {
        return attempt.part(name, Optional.empty());
    }

    @Override
    public Part outside(String name, String effect) {
        return attempt.part(name, Optional.of(effect));
    }

    private synchronized void tell(Optional<String> message, Optional<Long> step, Metrics metrics) {
        Instant now = Instant.now();
        if (now.getEpochSecond() != second) {
            second = now.getEpochSecond();
            toldThisSecond = 0;
        }
        if (++toldThisSecond > MAX_A_SECOND) {
            return;
        }
        var state = StageProgressed.State.RUNNING;
        var progress = new StageProgressed(task.run(), stage, state, task.attempt(), message, step, metrics);
        String id = EventIds.progress(task.run(), stage, task.attempt(), state, Integer.toString(++told));
        log.tell(task.trigger().causes(id, URI.create("/millrace/" + stage.worker()), now, task.attempt(), progress));
    }
}
