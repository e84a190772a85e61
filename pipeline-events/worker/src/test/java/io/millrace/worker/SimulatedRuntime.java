package io.millrace.worker;

import io.millrace.events.Failure;
import io.millrace.events.Stage;
import io.millrace.promises.History.End;
import io.millrace.promises.History.Work;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where workloads run, outside the replicas and longer than them. A name is started once: again only after nobody
 * remembers it, and what was concluded or halted leaves its name behind.
 */
final class SimulatedRuntime {
    private static final String RUNTIME = "runtime";

    private final Stage stage;
    private final World world;
    private final SimulatedLog log;
    private final Defect defect;
    private final List<Workload> started = new ArrayList<>();
    private final Map<String, Workload> known = new TreeMap<>();
    private final Set<String> tombstones = new HashSet<>();
    private int refusals;

    SimulatedRuntime(Stage stage, World world, SimulatedLog log, Defect defect) {
        this.stage = stage;
        this.world = world;
        this.log = log;
        this.defect = defect;
    }

    /** Waits for the end of a workload. */
    interface Observer {
        void learns(Outcome outcome);

        long state();
    }

    private static final class Workload {
        private final Task task;
        private final long began;
        private final List<Observer> observers = new ArrayList<>();
        private long ended = Long.MAX_VALUE;
        private End end = End.NONE;
        private Optional<Outcome> outcome = Optional.empty();

        private Workload(Task task, long began) {
            this.task = task;
            this.began = began;
        }
    }

    long state() {
        return Prints.of(
                refusals,
                tombstones.hashCode(),
                Prints.inAnyOrder(
                        known.entrySet(),
                        workload -> Prints.of(
                                workload.getKey().hashCode(),
                                workload.getValue().end.ordinal(),
                                workload.getValue().outcome.hashCode(),
                                Prints.inOrder(workload.getValue().observers, Observer::state))));
    }

    private String name(Task task, int attempt) {
        return stage + " " + task.run().subject() + "/" + task.run().round() + "/" + attempt;
    }

    /** Whether the work asks before it does what cannot be stopped any more. */
    boolean asksFirst(Task task) {
        return ToyStage.asksFirst(stage, task);
    }

    /** It is away for so many calls. */
    void goAway(int calls) {
        refusals = calls;
    }

    private boolean isAway() {
        return refusals > 0 && refusals-- > 0;
    }

    /** Starts it unless it is there, and tells how it ends, also if it has. */
    void submit(Task task, Observer observer) {
        if (isAway()) {
            observer.learns(new Outcome.Away(Failure.transientFailure("runtime-away", "it is away", "wait for it")));
            return;
        }
        String name = name(task, task.attempt());
        if (tombstones.contains(name)) {
            observer.learns(new Outcome.Failed(Failure.userError("workload-gone", "it was there before", "none")));
            return;
        }
        Workload workload = known.computeIfAbsent(name, unused -> start(name, task));
        workload.outcome.ifPresentOrElse(observer::learns, () -> workload.observers.add(observer));
    }

    private Workload start(String name, Task task) {
        world.note(() -> "starts " + name);
        log.happened(name.hashCode());
        var workload = new Workload(task, world.moment());
        started.add(workload);
        world.line(RUNTIME, "workload " + name).does("ends", () -> {
            Outcome outcome = ToyStage.outcome(stage, task);
            over(workload, end(outcome), outcome);
        });
        return workload;
    }

    private static End end(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Failed(var failure) ->
                failure.kind() == Failure.Kind.TRANSIENT ? End.FAILED_FOR_NOW : End.FAILED;
            case Outcome.Answered ignored -> End.DONE;
            case Outcome.Away ignored -> throw new IllegalStateException("a toy is never away");
        };
    }

    private void over(Workload workload, End end, Outcome outcome) {
        if (workload.end == End.NONE) {
            log.happened(Prints.of(name(workload.task, workload.task.attempt()).hashCode(), end.ordinal()));
            workload.end = end;
            workload.ended = world.moment();
            workload.outcome = Optional.of(outcome);
            workload.observers.forEach(observer -> observer.learns(outcome));
        }
    }

    private Optional<Workload> running() {
        return started.stream().filter(workload -> workload.end == End.NONE).findFirst();
    }

    boolean isBusy() {
        return running().isPresent();
    }

    /** The oldest that runs is killed by somebody else. */
    void loseOne() {
        var lost = Failure.transientFailure("workload-lost", "it was lost", "none");
        running().ifPresent(workload -> over(workload, End.LOST, new Outcome.Failed(lost)));
    }

    /** Ends what runs of the attempt, and nothing else. Returns whether it could be reached. */
    boolean halt(Task task) {
        return remove(task, task.attempt(), defect != Defect.HALTED_NAMES_ARE_FREE);
    }

    /** Ends and removes all attempts. Returns whether it could be reached. */
    boolean conclude(Task task) {
        if (defect == Defect.NOTHING_IS_REMOVED) {
            return true;
        }
        return remove(task, 1, defect != Defect.NO_TOMBSTONES);
    }

    private boolean remove(Task task, int from, boolean leavesTombstone) {
        if (isAway()) {
            return false;
        }
        for (int attempt = from; attempt <= task.attempt(); attempt++) {
            String name = name(task, attempt);
            if (leavesTombstone) {
                tombstones.add(name);
            }
            Workload workload = known.remove(name);
            if (workload != null && workload.end == End.NONE) {
                log.happened(Prints.of(name.hashCode(), End.HALTED.ordinal()));
                workload.end = End.HALTED;
                workload.ended = world.moment();
            }
        }
        return true;
    }

    List<Work> works() {
        return started.stream()
                .map(work -> new Work(work.task.run(), stage, work.task.attempt(), work.began, work.ended, work.end))
                .toList();
    }

    /** Names of workloads that are still there. */
    Set<String> left() {
        return known.keySet();
    }
}
