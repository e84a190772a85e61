package io.millrace.worker;

import io.quarkus.arc.properties.UnlessBuildProperty;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * Where all that a worker reads comes in: one channel, so that everything about a model lands on one replica and in
 * order. A record is acknowledged once it is remembered, not once its work is done.
 */
@ApplicationScoped
@UnlessBuildProperty(name = "millrace.stage", stringValue = "monitor", enableIfMissing = true)
@Identifier(Inbox.CHANNEL)
class Inbox implements KafkaConsumerRebalanceListener {
    static final String CHANNEL = "in";

    private final Dispatcher dispatcher;

    Inbox(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /** The next record is asked for when this one is decided on; that it is durable may come later. */
    @Incoming(CHANNEL)
    CompletionStage<Void> on(Message<byte @Nullable []> message) {
        ConsumerRecord<byte[], byte @Nullable []> record = record(message);
        return dispatcher.accept(record, message::ack);
    }

    @SuppressWarnings("unchecked") // The channel's deserializers are ours: bytes in, bytes out.
    private static ConsumerRecord<byte[], byte @Nullable []> record(Message<byte @Nullable []> message) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class)
                .orElseThrow(() -> new IllegalStateException("channel '" + CHANNEL + "' is not connected to Kafka"))
                .getRecord();
    }

    /** Runs on the polling thread: no record of these partitions comes in before their state is loaded. */
    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        dispatcher.assigned(numbers(partitions));
    }

    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        dispatcher.revoked(numbers(partitions));
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        dispatcher.revoked(numbers(partitions));
    }

    /** All topics have the same partitions, and the range assignor gives a replica the same ones of each. */
    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
    }
}
