package io.millrace.worker;

import io.millrace.worker.run.RunKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A replica's threads that do work: one for each run's, and one for each that has to be ended or removed. */
final class SimulatedHands implements Hands {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final World world;
    private final String replica;
    private final SimulatedRuntime runtime;
    private final Map<RunKey, Busy> busy = new HashMap<>();

    /** What it comes to once it is abandoned is nobody's business. */
    private static final class Busy {
        private boolean abandoned;

        long state() {
            return abandoned ? 1 : 0;
        }
    }

    SimulatedHands(World world, String replica, SimulatedRuntime runtime) {
        this.world = world;
        this.replica = replica;
        this.runtime = runtime;
    }

    private String thread(String does, RunKey key) {
        return replica + " " + does + " " + key;
    }

    /** The tasks of one run follow one another, so what was abandoned is gone before the next begins. */
    private World.Line working(RunKey key) {
        return world.line(replica, thread("works on", key));
    }

    @Override
    public void start(Task task, Supplier<CompletableFuture<Boolean>> commit, Consumer<Outcome> whenEnded) {
        RunKey key = RunKey.of(task.run());
        abandon(key);
        var mine = new Busy();
        busy.put(key, mine);
        Runnable submit = () -> submit(key, mine, task, whenEnded);
        working(key).does("begins", () -> Prints.of(mine.state(), task.attempt()), () -> {
            if (mine.abandoned) {
                return;
            }
            if (runtime.asksFirst(task)) {
                ask(key, mine, commit, submit);
            } else {
                submit.run();
            }
        });
    }

    private void ask(RunKey key, Busy mine, Supplier<CompletableFuture<Boolean>> commit, Runnable submit) {
        var unused = commit.get().thenAccept(may -> working(key).does("learns whether it may", mine::state, () -> {
            if (may && !mine.abandoned) {
                submit.run();
            }
        }));
    }

    private void submit(RunKey key, Busy mine, Task task, Consumer<Outcome> whenEnded) {
        World.Line thread = working(key);
        runtime.submit(task, new SimulatedRuntime.Observer() {
            @Override
            public void learns(Outcome outcome) {
                LongSupplier print = () -> Prints.of(mine.state(), task.attempt(), outcome.hashCode());
                thread.does("learns what it came to", print, () -> {
                    if (!mine.abandoned) {
                        whenEnded.accept(outcome);
                    }
                });
            }

            @Override
            public long state() {
                return Prints.of(replica.hashCode(), mine.state());
            }
        });
    }

    @Override
    public void abandon(RunKey key) {
        Busy mine = busy.get(key);
        if (mine != null) {
            mine.abandoned = true;
        }
    }

    @Override
    public void halt(Task task, Runnable whenGone) {
        RunKey key = RunKey.of(task.run());
        abandon(key);
        untilDone(working(key), "halts", task, runtime::halt, whenGone);
    }

    @Override
    public void conclude(Task task, Runnable whenGone) {
        World.Line tidying = world.line(replica, thread("tidies up after", RunKey.of(task.run())));
        untilDone(tidying, "removes", task, runtime::conclude, whenGone);
    }

    private void untilDone(World.Line thread, String what, Task task, Predicate<Task> step, Runnable whenDone) {
        thread.does(what, () -> {
            if (step.test(task)) {
                whenDone.run();
            } else {
                thread.later(PAUSE, "tries again", () -> untilDone(thread, what, task, step, whenDone));
            }
        });
    }
}
