package io.millrace.worker;

import io.millrace.worker.run.RunKey;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Has a stage's work done, beside everything else. */
interface Hands {

    /**
     * Has the work done.
     *
     * @param commit    asks whether it may do what cannot be stopped any more
     * @param whenEnded not called when the work is abandoned
     */
    void start(Task task, Supplier<CompletableFuture<Boolean>> commit, Consumer<Outcome> whenEnded);

    /** Interrupts the work on a run; what it started outside goes on. */
    void abandon(RunKey key);

    /** Interrupts the work on a run and ends what it started outside; tried until it is done. */
    void halt(Task task, Runnable whenGone);

    /** Has what the work left behind removed; tried until it is done. */
    void conclude(Task task, Runnable whenGone);
}
