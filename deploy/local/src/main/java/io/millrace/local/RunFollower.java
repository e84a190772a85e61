package io.millrace.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.events.Failure;
import io.millrace.events.RunId;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Follows a run to its end. */
public final class RunFollower {
    private static final Duration PAUSE = Duration.ofMillis(100);
    /** The end of a run and what belongs to it are told on several topics; the last may come a moment later. */
    private static final Duration SETTLING = Duration.ofSeconds(3);

    private static final Duration TAKEN_UP = Duration.ofSeconds(60);

    private final MonitorClient monitor;
    private final Stack stack;

    public RunFollower(MonitorClient monitor, Stack stack) {
        this.monitor = monitor;
        this.stack = stack;
    }

    /**
     * Returns when it has ended, whichever way.
     *
     * @param seen sees the run, and what its workloads report, whenever something may have happened
     * @return the run as the monitor tells it
     * @throws CannotGoOn when a process of the stack ends meanwhile, or nobody takes the run up
     */
    public JsonNode follow(RunId run, BiConsumer<RunView, LiveMetrics> seen) throws InterruptedException {
        return follow(run, 0, seen);
    }

    /** The same for one of its later rounds: how an earlier one ended does not count. */
    public JsonNode follow(RunId run, int round, BiConsumer<RunView, LiveMetrics> seen) throws InterruptedException {
        long start = System.nanoTime();
        Optional<Long> ended = Optional.empty();
        while (true) {
            Optional<JsonNode> answer =
                    monitor.next(run).filter(node -> MonitorClient.view(node).round() >= round);
            if (answer.isPresent()) {
                RunView view = MonitorClient.view(answer.get());
                seen.accept(view, monitor.live(run));
                if (view.hasEnded()) {
                    ended = ended.or(() -> Optional.of(System.nanoTime()));
                    if (isWhole(view) || since(ended.get()).compareTo(SETTLING) > 0) {
                        return answer.get();
                    }
                }
            } else if (since(start).compareTo(TAKEN_UP) > 0) {
                throw notTakenUp(run);
            }
            stack.requireAll();
            Thread.sleep(PAUSE);
        }
    }

    private static boolean isWhole(RunView view) {
        return view.hasSucceeded()
                ? view.endpoint().isPresent()
                : !view.alerts().isEmpty();
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static CannotGoOn notTakenUp(RunId run) {
        return new CannotGoOn(Failure.transientFailure(
                "run-not-taken-up",
                "run " + run + " is asked for, but nothing was heard of it within " + TAKEN_UP.toSeconds() + " s",
                "See whether the builder is ready with ./millrace status; the run starts when it is."));
    }

    /** Why a run that ended did not succeed, in the words of its alert. */
    public Failure failureOf(RunView run) throws InterruptedException {
        if (run.alerts().isEmpty()) {
            return Failure.userError(
                    "run-" + run.status(),
                    "run " + run.run() + " of " + run.model() + " ended as " + run.status() + " in stage "
                            + run.stage(),
                    "./millrace runs shows what its stages said.");
        }
        RunView.AlertView alert = monitor.alert(run.alerts().getFirst().id());
        return Failure.userError(alert.code(), alert.summary(), alert.remedy())
                .withEvidence(alert.evidence().orElse(""));
    }
}
