package io.millrace.letters;

import io.millrace.events.DeadLetter;
import io.millrace.events.Stage;
import io.millrace.events.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes dead letters as workers do, and reads what lies in topics. */
public final class LetterTopics implements AutoCloseable {
    public static final Instant NINE = Instant.parse("2026-01-05T09:00:00Z");
    public static final String PREFIX = Topic.DEFAULT_PREFIX;
    public static final String REGISTERED = PREFIX + "model-registered";

    private final String servers;
    private final KafkaProducer<byte[], byte @Nullable []> producer;

    public LetterTopics(String servers) {
        this.servers = servers;
        this.producer = new KafkaProducer<>(Map.of(
                "bootstrap.servers", servers,
                "key.serializer", ByteArraySerializer.class,
                "value.serializer", ByteArraySerializer.class));
    }

    public void create(String... topics) throws ExecutionException, InterruptedException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(topics).stream()
                            .map(topic -> new NewTopic(topic, 12, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
    }

    /** The letter of a record that came to partition 3. */
    public LetterId write(
            Stage worker, String topic, Instant written, byte[] key, byte @Nullable [] value, Header... own)
            throws ExecutionException, InterruptedException {
        return new LetterId(
                worker, 3, send(worker, topic, written, key, value, own).get().offset());
    }

    public LetterId write(String key, String value) throws ExecutionException, InterruptedException {
        return write(Stage.BUILD, REGISTERED, Instant.now(), key.getBytes(), value.getBytes());
    }

    public Future<RecordMetadata> send(
            Stage worker, String topic, Instant written, byte[] key, byte @Nullable [] value, Header... own) {
        var why = new DeadLetter("not JSON: odd", topic, 3, 42, NINE, worker.worker(), "0.1.0");
        return producer.send(new ProducerRecord<>(
                LetterId.topic(PREFIX, worker), 3, written.toEpochMilli(), key, value, why.behind(List.of(own))));
    }

    /** Writes something that is no letter. */
    public void write(ProducerRecord<byte[], byte @Nullable []> record)
            throws ExecutionException, InterruptedException {
        var unused = producer.send(record).get();
    }

    /** All records of a topic, as they are now. */
    public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", servers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
