package io.millrace.worker;

/**
 * The right to write what is remembered of a partition. It is itself a record of the state topic: whoever wrote the
 * last one owns the partition, and its offset is the owner's epoch.
 *
 * <p>An owner writes to its partition alone, so the offsets of its writes follow one another. A gap is somebody else's
 * write, such as the claim of another replica while this one was paused: what was written after the gap does not count,
 * and nothing must be done on its account. See docs/adr/0011.
 */
final class Claim {
    private final int partition;
    private final long epoch;
    private long next;
    private boolean lost;

    Claim(int partition, long epoch) {
        this.partition = partition;
        this.epoch = epoch;
        this.next = epoch + 1;
    }

    int partition() {
        return partition;
    }

    long epoch() {
        return epoch;
    }

    /**
     * Takes note of a write; to be called in the order of the writes.
     *
     * @param offset where it came to lie; negative when the broker does not say, as after an outage
     * @return whether the write counts
     */
    synchronized boolean isNext(long offset) {
        lost |= offset != next;
        next = offset + 1;
        return !lost;
    }

    /** Somebody else's claim was seen. */
    synchronized void lose() {
        lost = true;
    }

    synchronized boolean isLost() {
        return lost;
    }
}
