package io.millrace.worker;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The compacted topic that a worker's memory is kept in. */
interface StateTopic {

    /**
     * Completes once the record is durable. What follows a record that counts may run on a thread that must not wait;
     * so it must not write, either.
     *
     * @param value  absent to remove what is under the key
     * @param counts asked with the offset that the record came to have, negative when the broker does not say; for the
     *               records of one partition in their order, and on a thread that must not wait
     * @return what it answered
     */
    CompletableFuture<Boolean> write(int partition, byte[] key, byte @Nullable [] value, LongPredicate counts);

    /**
     * As {@link #write}, for what nobody waits for: it may go out a moment later, but never behind what is written after
     * it.
     */
    default CompletableFuture<Boolean> writeLater(
            int partition, byte[] key, byte @Nullable [] value, LongPredicate counts) {
        return write(partition, key, value, counts);
    }

    /** Hands over every record up to the ends that the partitions have now, one after the other, then completes. */
    CompletableFuture<Void> read(
            Collection<Integer> partitions, Consumer<ConsumerRecord<byte[], byte @Nullable []>> reader);
}
