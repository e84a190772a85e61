package io.millrace.bench.chaos;

import io.millrace.events.Decoded;
import io.millrace.events.EventCodec;
import io.millrace.events.Stage;
import io.millrace.events.Topic;
import io.millrace.promises.History.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The topics of a stack from their beginning on, read as any consumer would, across the deaths of the broker. */
final class Log implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final EventCodec codec = new EventCodec(Topic.DEFAULT_PREFIX);
    private final List<Seen> events = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();
    private final KafkaConsumer<byte[], byte @Nullable []> consumer;

    Log(String bootstrapServers) {
        consumer = new KafkaConsumer<byte[], byte @Nullable []>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "enable.auto.commit",
                        false,
                        "isolation.level",
                        "read_committed",
                        "reconnect.backoff.max.ms",
                        500),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        var partitions = new ArrayList<TopicPartition>();
        topics().forEach(topic -> consumer.partitionsFor(topic)
                .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition()))));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    private static List<String> topics() {
        var topics = new ArrayList<String>();
        for (Topic topic : Topic.values()) {
            topics.add(topic.name(Topic.DEFAULT_PREFIX));
        }
        for (Stage stage : Stage.values()) {
            if (stage != Stage.UNKNOWN && stage != Stage.MONITOR) {
                topics.add(deadLetters(stage));
            }
        }
        return topics;
    }

    private static String deadLetters(Stage stage) {
        return Topic.DEFAULT_PREFIX + stage.worker() + ".dead-letters";
    }

    /** Reads on for a moment. */
    void poll(Consumer<Seen> whatIsNew) {
        for (ConsumerRecord<byte[], byte @Nullable []> record : consumer.poll(POLL)) {
            if (!record.topic().endsWith(".dead-letters")
                    && codec.decode(record) instanceof Decoded.Event(var envelope)) {
                var seen = new Seen(record.topic(), record.partition(), record.offset(), 0, envelope);
                events.add(seen);
                whatIsNew.accept(seen);
            } else {
                unreadable.add(record.topic() + "-" + record.partition() + "@" + record.offset());
            }
        }
    }

    /** Whether all that is on the topics now has been read. */
    boolean isAtEnd() {
        var ends = new HashMap<>(consumer.endOffsets(consumer.assignment()));
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Each partition in the order of its offsets. */
    List<Seen> events() {
        return List.copyOf(events);
    }

    List<String> unreadable() {
        return List.copyOf(unreadable);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
