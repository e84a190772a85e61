package io.millrace.worker;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reading topics as tables: from their beginning, without a consumer group. */
final class TopicReader {
    private static final Duration POLL = Duration.ofMillis(500);

    private TopicReader() {}

    /**
     * For who reads to the end that the partitions have when it asks, and then is done. A poll asks for what comes next
     * before it hands over what has come, and the broker answers a connection's requests one after the other: if it
     * waited for records there, whatever is asked next, be it to close, would wait with it.
     */
    static KafkaConsumer<byte[], byte @Nullable []> open(
            Map<String, Object> kafka, Collection<TopicPartition> partitions) {
        return follow(kafka, partitions, Duration.ZERO);
    }

    /**
     * For who goes on reading.
     *
     * @param wait after which the broker answers that there is nothing new
     */
    static KafkaConsumer<byte[], byte @Nullable []> follow(
            Map<String, Object> kafka, Collection<TopicPartition> partitions, Duration wait) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) wait.toMillis());
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        KafkaConsumer<byte[], byte @Nullable []> consumer = new KafkaConsumer<>(settings);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    /** Hands over every record up to the ends that the partitions have now. */
    static void readToEnd(
            Map<String, Object> kafka,
            Collection<TopicPartition> partitions,
            Consumer<ConsumerRecord<byte[], byte @Nullable []>> reader) {
        try (var consumer = open(kafka, partitions)) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(reader);
            }
        }
    }

    /**
     * Hands over every record from where {@code next} says up to the ends that the partitions have now, and moves
     * {@code next} on. A partition that is missing there, or whose topic was made anew, is read from its beginning.
     */
    static void readOn(
            Map<String, Object> kafka,
            Collection<TopicPartition> partitions,
            Map<TopicPartition, Long> next,
            Consumer<ConsumerRecord<byte[], byte @Nullable []>> reader) {
        try (var consumer = open(kafka, partitions)) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            ends.forEach((partition, end) -> {
                long from = next.getOrDefault(partition, 0L);
                if (from > 0 && from <= end) {
                    consumer.seek(partition, from);
                }
            });
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(reader);
            }
            partitions.forEach(partition -> next.put(partition, consumer.position(partition)));
        }
    }
}
