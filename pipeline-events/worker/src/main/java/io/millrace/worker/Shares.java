package io.millrace.worker;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The partitions that this worker has, and what waits for one that has to be read anew. Confined to the dispatcher's
 * thread, but for {@link #wereAssigned}.
 */
final class Shares {
    /** Whoever was paused for so long that it lost a partition learns of that first. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Map<Integer, Share> shares = new HashMap<>();
    private final Map<Integer, Integer> generations = new HashMap<>();
    private final Map<Integer, Share> lost = new HashMap<>();
    private final Map<Integer, SortedMap<Long, Runnable>> waiting = new HashMap<>();
    private long turns;
    private volatile boolean assigned;

    Optional<Share> find(int partition) {
        return Optional.ofNullable(shares.get(partition));
    }

    Collection<Share> all() {
        return List.copyOf(shares.values());
    }

    boolean has(Share share) {
        return shares.get(share.partition()) == share;
    }

    void put(Share share) {
        shares.put(share.partition(), share);
        lost.remove(share.partition());
    }

    /** It is to be read anew. */
    void remove(Share share) {
        shares.remove(share.partition());
        lost.put(share.partition(), share);
    }

    /** It is somebody else's. */
    void revoke(int partition) {
        shares.remove(partition);
        lost.remove(partition);
        waiting.remove(partition);
        generations.remove(partition);
    }

    boolean isAwaited(int partition) {
        return lost.containsKey(partition);
    }

    /**
     * Whether it is still this one in whose place another is to be read. The partition may have gone and come back since,
     * and been lost again: two that read it anew would take it from each other, for ever if both are slow.
     */
    boolean isToBeReplaced(Share share) {
        return lost.get(share.partition()) == share;
    }

    /** The place of an input among all others, which it keeps when it has to wait. */
    long nextTurn() {
        return turns++;
    }

    /**
     * Does it once the partition was read anew, at once if it was already; never, if it was taken away. What waits is
     * done in turn: one input learns that what it led to does not count when a later one waits already.
     */
    CompletableFuture<Void> later(int partition, long turn, Supplier<CompletableFuture<Void>> input) {
        if (shares.containsKey(partition)) {
            return input.get();
        }
        var done = new CompletableFuture<Void>();
        if (isAwaited(partition)) {
            waiting.computeIfAbsent(partition, unused -> new TreeMap<>()).put(turn, () -> {
                var ignored = input.get().thenAccept(done::complete);
            });
        }
        return done;
    }

    void resume(int partition) {
        SortedMap<Long, Runnable> inputs = waiting.remove(partition);
        if (inputs != null) {
            inputs.values().forEach(Runnable::run);
        }
    }

    Duration pauseBeforeReading() {
        return PAUSE;
    }

    void handOut(Collection<Integer> partitions, int generation) {
        partitions.forEach(partition -> generations.put(partition, generation));
        assigned = true;
    }

    /** Whether the partition is here since that generation of the consumer group. */
    boolean isHandedOut(int partition, int generation) {
        return Integer.valueOf(generation).equals(generations.get(partition));
    }

    boolean wereAssigned() {
        return assigned;
    }
}
