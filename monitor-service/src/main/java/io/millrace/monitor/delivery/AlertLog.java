package io.millrace.monitor.delivery;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The topic of alerts from its beginning, and a sink's place in it, which is kept at the broker as that of a consumer
 * group. Nobody joins the group: so a sink that is waited for costs no heartbeats, and no partition is taken away
 * meanwhile. Of one thread, but for {@link #wakeUp()}.
 */
final class AlertLog implements AutoCloseable {
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
    private static final int BROKER_PATIENCE_MILLIS = 10_000;
    /** What is fetched ahead, for each sink. */
    private static final int MOST_BYTES = 1024 * 1024;

    private final KafkaConsumer<byte[], byte @Nullable []> consumer;
    private final Set<TopicPartition> partitions;

    AlertLog(Map<String, Object> kafka, String group, Collection<TopicPartition> partitions) {
        this.consumer = new KafkaConsumer<>(settings(kafka, group));
        this.partitions = Set.copyOf(partitions);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    private static Map<String, Object> settings(Map<String, Object> kafka, String group) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, group);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MOST_BYTES);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MOST_BYTES / 4);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10_000);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, BROKER_PATIENCE_MILLIS);
        return settings;
    }

    /**
     * The offset of the next record to tell, for each partition. A sink that never had a place begins at the end, and has
     * that place from then on: alerts of long ago are no news.
     *
     * @param told what is known to be told, which the broker may not have heard of
     */
    Map<TopicPartition, Long> place(Map<TopicPartition, Long> told) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> place = new HashMap<>(ends);
        var isKnown = new HashSet<TopicPartition>();
        consumer.committed(partitions).forEach((partition, kept) -> {
            if (kept != null || told.containsKey(partition)) {
                isKnown.add(partition);
                long next = Math.max(kept == null ? 0 : kept.offset(), told.getOrDefault(partition, 0L));
                place.put(partition, withinEnd(next, ends.getOrDefault(partition, 0L)));
            }
        });
        if (!isKnown.containsAll(partitions)) {
            keep(place);
        }
        return place;
    }

    /** A place behind the end is one in a topic that is no more. */
    private static long withinEnd(long offset, long end) {
        return offset > end ? 0 : offset;
    }

    /** Makes the place durable; also when it is told to stop, which it says afterwards. */
    void keep(Map<TopicPartition, Long> place) {
        Map<TopicPartition, OffsetAndMetadata> offsets = place.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, it -> new OffsetAndMetadata(it.getValue())));
        try {
            consumer.commitSync(offsets);
        } catch (WakeupException e) {
            consumer.commitSync(offsets);
            throw e;
        }
    }

    /** @throws WakeupException after {@link #wakeUp()} */
    ConsumerRecords<byte[], byte @Nullable []> poll(Duration atMost) {
        return consumer.poll(atMost);
    }

    /** Whether all is read that lies before the place. */
    boolean hasReached(Map<TopicPartition, Long> place) {
        return place.entrySet().stream()
                .allMatch(it -> it.getValue() == 0 || consumer.position(it.getKey()) >= it.getValue());
    }

    /** From any thread: ends the wait that is going on, or the next. */
    void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_PATIENCE));
    }
}
