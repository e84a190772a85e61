package io.millrace.events;

/**
 * Where a registration stands among all registrations of its model: the order of the log, never of a clock.
 *
 * @param epoch  from configuration; raised when the registrations' topic is made anew and its offsets start again
 * @param offset the registration's offset in its partition
 */
public record Sequence(int epoch, long offset) implements Comparable<Sequence> {
    public Sequence {
        if (epoch < 0 || offset < 0) {
            throw new IllegalArgumentException("not a sequence: epoch " + epoch + ", offset " + offset);
        }
    }

    @Override
    public int compareTo(Sequence other) {
        int byEpoch = Integer.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(offset, other.offset);
    }
}
