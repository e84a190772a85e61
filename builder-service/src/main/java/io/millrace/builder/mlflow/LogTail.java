package io.millrace.builder.mlflow;

import io.millrace.events.Decoded;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads some topics from their beginning, and each time on from where it stopped. Of one thread. */
final class LogTail {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int PATIENCE_MILLIS = 10_000;

    private final Map<String, Object> settings;
    private final List<String> topics;
    private final EventCodec codec;
    private final Map<TopicPartition, Long> next = new HashMap<>();

    LogTail(Map<String, Object> kafka, String topicPrefix, List<Topic> topics) {
        this.settings = new HashMap<>(kafka);
        this.topics = topics.stream().map(topic -> topic.name(topicPrefix)).toList();
        this.codec = new EventCodec(topicPrefix);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    }

    /**
     * Hands over every event up to where the topics end now.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer; what was handed over is not again
     */
    void readOn(Consumer<Envelope> reader) {
        try (KafkaConsumer<byte[], byte @Nullable []> consumer = new KafkaConsumer<>(settings)) {
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            seek(consumer, partitions, ends);
            while (partitions.stream().anyMatch(it -> consumer.position(it) < ends.getOrDefault(it, 0L))) {
                for (ConsumerRecord<byte[], byte @Nullable []> record : consumer.poll(POLL)) {
                    read(record, reader);
                }
            }
        }
    }

    private void read(ConsumerRecord<byte[], byte @Nullable []> record, Consumer<Envelope> reader) {
        if (codec.decode(record) instanceof Decoded.Event(var envelope)) {
            reader.accept(envelope);
        }
        next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    }

    /** A topic that was made anew is shorter than what was read of it, and is read from its beginning. */
    private void seek(
            KafkaConsumer<byte[], byte @Nullable []> consumer,
            Collection<TopicPartition> partitions,
            Map<TopicPartition, Long> ends) {
        for (TopicPartition partition : partitions) {
            long from = next.getOrDefault(partition, 0L);
            if (from > 0 && from <= ends.getOrDefault(partition, 0L)) {
                consumer.seek(partition, from);
            } else {
                consumer.seekToBeginning(List.of(partition));
            }
        }
    }
}
