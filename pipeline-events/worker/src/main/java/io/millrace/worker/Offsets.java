package io.millrace.worker;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Which records are in hand, and up to where of each partition all have been dealt with. Thread-safe. */
final class Offsets {
    private final Map<TopicPartition, InHand> partitions = new HashMap<>();

    /** They are read from where the group has committed to; whatever was in hand of them does not matter any more. */
    synchronized void assigned(Collection<TopicPartition> assigned, int generation) {
        assigned.forEach(partition -> partitions.put(partition, new InHand(generation)));
    }

    synchronized void revoked(Collection<TopicPartition> revoked) {
        revoked.forEach(partitions::remove);
    }

    /** A record is in hand. One that was read before the last change of owners is not ours to commit. */
    synchronized void received(TopicPartition partition, long offset, int generation) {
        InHand inHand = partitions.get(partition);
        if (inHand != null && inHand.generation == generation) {
            inHand.received(offset);
        }
    }

    synchronized void dealtWith(TopicPartition partition, long offset) {
        InHand inHand = partitions.get(partition);
        if (inHand != null) {
            inHand.open.remove(offset);
        }
    }

    /** What may be committed of such partitions, and is not. */
    synchronized Map<TopicPartition, OffsetAndMetadata> due(Predicate<TopicPartition> which) {
        var due = new HashMap<TopicPartition, OffsetAndMetadata>();
        partitions.forEach((partition, inHand) -> {
            if (which.test(partition) && inHand.upTo() > inHand.committed) {
                due.put(partition, new OffsetAndMetadata(inHand.upTo()));
            }
        });
        return due;
    }

    synchronized void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> {
            InHand inHand = partitions.get(partition);
            if (inHand != null) {
                inHand.committed = Math.max(inHand.committed, offset.offset());
            }
        });
    }

    /** Of one partition. */
    private static final class InHand {
        private final int generation;
        private final TreeSet<Long> open = new TreeSet<>();
        private long next = -1;
        private long committed = -1;

        InHand(int generation) {
            this.generation = generation;
        }

        void received(long offset) {
            if (next < 0) {
                committed = offset; // where the group was before
            }
            open.add(offset);
            next = Math.max(next, offset + 1);
        }

        /** All before it is dealt with. */
        long upTo() {
            return open.isEmpty() ? next : open.first();
        }
    }
}
