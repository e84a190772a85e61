package io.millrace.worker;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker puts records that it could read and yet do nothing with, in its topic of dead letters. Raises no alert:
 * that is for whoever puts it there to know.
 */
@FunctionalInterface
public interface DeadLetterBox {

    /**
     * Completes once the dead letter is durable; an outage of the broker is waited out.
     *
     * @param reason for a person; one line
     */
    CompletableFuture<Void> keep(ConsumerRecord<byte[], byte @Nullable []> record, String reason);
}
