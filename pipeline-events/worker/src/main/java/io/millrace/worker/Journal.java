package io.millrace.worker;

import io.millrace.worker.run.Held;
import io.millrace.worker.run.Step;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A worker's memory. */
interface Journal {

    /**
     * Completes once all that the step changed is durable.
     *
     * @return whether it counts; if not, another owner has the partition, or this one must read it anew
     */
    CompletableFuture<Boolean> write(Share share, Step step);

    /** Forgets runs that are long over. */
    CompletableFuture<Boolean> forget(Share share, List<Held.Concluded> over);

    /**
     * Takes the partitions over: from here on nobody else's writes to them count. Completes once all that is remembered
     * of them is read; with an {@link IllegalStateException} when a record cannot be, because going on would lose a run.
     */
    CompletableFuture<Collection<Share>> load(Collection<Integer> partitions);
}
