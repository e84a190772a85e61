package io.millrace.worker.testing;

import static org.awaitility.Awaitility.await;

import io.millrace.events.Decoded;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunId;
import io.millrace.events.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** Both ends of the pipeline's topics: publishes what a neighbour would, and reads all that was ever written. */
public final class Pipeline implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String servers = ConfigProvider.getConfig().getValue(Broker.SERVERS, String.class);
    private final EventCodec codec = new EventCodec(Topic.DEFAULT_PREFIX);
    private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", servers), new ByteArraySerializer(), new ByteArraySerializer());

    public void publish(Envelope envelope) {
        write(codec.encode(envelope));
    }

    public void write(ProducerRecord<byte[], byte[]> record) {
        producer.send(record);
        producer.flush();
    }

    public EventCodec codec() {
        return codec;
    }

    /** All records of a topic, as they are now. */
    public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", servers));
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
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

    /** All events of a topic that can be read, as they are now. */
    public List<Envelope> envelopes(Topic topic) {
        var envelopes = new ArrayList<Envelope>();
        for (var record : records(topic.name(Topic.DEFAULT_PREFIX))) {
            if (codec.decode(record) instanceof Decoded.Event event) {
                envelopes.add(event.envelope());
            }
        }
        return envelopes;
    }

    /** The events of one kind that belong to a run, as they are now. */
    public <E extends PipelineEvent> List<E> events(Topic topic, Class<E> kind, RunId run) {
        return envelopes(topic).stream()
                .map(Envelope::event)
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(event ->
                        event.runRef().map(ref -> ref.run().equals(run)).orElse(false))
                .toList();
    }

    /** Waits for the first event of a kind that belongs to a run. */
    public <E extends PipelineEvent> E first(Topic topic, Class<E> kind, RunId run) {
        return await().atMost(PATIENCE)
                .until(() -> events(topic, kind, run), found -> !found.isEmpty())
                .get(0);
    }

    /** Waits for a record that is as described. */
    public ConsumerRecord<byte[], byte[]> awaitRecord(String topic, Predicate<ConsumerRecord<byte[], byte[]>> like) {
        return await().atMost(PATIENCE)
                .until(() -> records(topic).stream().filter(like).toList(), found -> !found.isEmpty())
                .get(0);
    }

    @Override
    public void close() {
        producer.close();
    }
}
