package io.millrace.bench;

import io.millrace.events.Envelope;
import io.millrace.events.ModelDeployed;
import io.millrace.events.ModelRegistered;
import io.millrace.events.RunEnded;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.StageEvent;
import io.millrace.events.StageProgressed;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** When the records of one run were written. */
final class WatchedRun {
    static final List<Stage> STAGES = List.of(Stage.BUILD, Stage.TRAIN, Stage.EVALUATE, Stage.DEPLOY);

    private final RunId run;
    private final Map<Stage, Long> startedAt = new EnumMap<>(Stage.class);
    private final Map<Stage, Long> endedAt = new EnumMap<>(Stage.class);
    private Optional<Long> registeredAt = Optional.empty();
    private long seenNanos;
    private boolean ended;

    WatchedRun(RunId run) {
        this.run = run;
    }

    /** @param at milliseconds, of the record */
    void on(Envelope envelope, long at) {
        if (envelope.event() instanceof ModelRegistered
                && RunId.of(envelope.source(), envelope.id()).equals(run)) {
            registeredAt = Optional.of(at);
        }
        if (envelope.event().runRef().map(RunRef::run).filter(run::equals).isEmpty()) {
            return;
        }
        switch (envelope.event()) {
            case StageProgressed progress
            when progress.state() == StageProgressed.State.RUNNING -> startedAt.putIfAbsent(progress.stage(), at);
            case StageEvent outcome -> endedAt.putIfAbsent(outcome.stage(), at);
            case RunEnded end -> end(end);
            default -> {} // of no interest here
        }
        if (envelope.event() instanceof ModelDeployed) {
            seenNanos = System.nanoTime();
        }
    }

    private void end(RunEnded end) {
        if (end.result() != RunEnded.Result.DEPLOYED) {
            throw new IllegalStateException("run " + run + " ended as " + end.result() + " in " + end.stage()
                    + ", it should have been deployed");
        }
        ended = true;
    }

    /** Whether all is known; records of different topics may be read in another order than they were written in. */
    boolean isWhole() {
        return ended
                && registeredAt.isPresent()
                && endedAt.keySet().containsAll(STAGES)
                && startedAt.keySet().containsAll(STAGES);
    }

    /** @param startNanos when the registration was begun, by {@link System#nanoTime} */
    RunTimes times(long startNanos) {
        Map<Stage, Double> stages = new EnumMap<>(Stage.class);
        Map<Stage, Double> handOver = new EnumMap<>(Stage.class);
        long before = registeredAt.orElseThrow();
        for (Stage stage : STAGES) {
            long end = at(endedAt, stage);
            stages.put(stage, (double) (end - before));
            handOver.put(stage, (double) (at(startedAt, stage) - before));
            before = end;
        }
        return new RunTimes(stages, handOver, (seenNanos - startNanos) / 1e6);
    }

    /** When the stage said that it is at work: the time of that record, in milliseconds since 1970. */
    long startedAt(Stage stage) {
        return at(startedAt, stage);
    }

    private static long at(Map<Stage, Long> times, Stage stage) {
        return Objects.requireNonNull(times.get(stage), stage::wireName);
    }

    @Override
    public String toString() {
        return "run " + run + " (answered: " + endedAt.keySet() + ")";
    }
}
