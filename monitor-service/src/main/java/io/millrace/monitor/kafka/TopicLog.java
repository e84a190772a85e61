package io.millrace.monitor.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that the monitor reads, through one consumer without a group: every monitor reads everything, and
 * nothing about its position is kept at the broker.
 */
final class TopicLog implements AutoCloseable {
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
    private static final int FETCH_BYTES = 4 << 20;

    private final KafkaConsumer<byte[], byte @Nullable []> consumer;
    private final List<TopicPartition> partitions;

    /**
     * @param next the offset to go on from; a partition that is missing is read from its beginning
     */
    TopicLog(Map<String, Object> kafka, List<TopicPartition> partitions, Map<TopicPartition, Long> next) {
        this.consumer = new KafkaConsumer<>(settings(kafka));
        this.partitions = partitions;
        consumer.assign(partitions);
        consumer.seekToBeginning(
                partitions.stream().filter(it -> !next.containsKey(it)).toList());
        next.forEach(consumer::seek);
    }

    private static Map<String, Object> settings(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "millrace-monitor-view");
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // Also where a topic's old end was cut off while the monitor was away.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        // Of the tens of megabytes that are fetched at once otherwise, most lives long enough to be copied by the
        // collector.
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        return settings;
    }

    /** Leaves all other partitions for later. */
    void readOnly(Predicate<TopicPartition> these) {
        consumer.pause(
                partitions.stream().filter(partition -> !these.test(partition)).toList());
    }

    void readAll() {
        consumer.resume(consumer.paused());
    }

    /** @throws org.apache.kafka.common.errors.WakeupException after {@link #wakeUp()} */
    ConsumerRecords<byte[], byte @Nullable []> poll(Duration atMost) {
        return consumer.poll(atMost);
    }

    /** @throws org.apache.kafka.common.errors.TimeoutException when the broker does not answer in time */
    Map<TopicPartition, Long> ends(Duration atMost) {
        return consumer.endOffsets(partitions, atMost);
    }

    boolean hasReached(TopicPartition partition, long offset) {
        return offset == 0 || consumer.position(partition) >= offset;
    }

    /** How many records lie between what was read and {@code ends}. */
    long lag(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .filter(end -> end.getValue() > 0)
                .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                .sum();
    }

    /** From any thread: ends the poll that is going on, or the next. */
    void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_PATIENCE));
    }
}
