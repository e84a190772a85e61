package io.millrace.monitor.delivery;

import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.Topic;
import io.millrace.worker.Topics;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of alerts of its own, and those who publish to it. */
final class Alerts implements AutoCloseable {
    private final String prefix = UUID.randomUUID() + ".";
    private final EventCodec codec = new EventCodec(prefix);
    private final Map<String, Object> kafka;
    private final KafkaProducer<byte[], byte[]> producer;

    Alerts(String servers) {
        this.kafka = Map.of("bootstrap.servers", servers);
        try (var admin = Admin.create(kafka)) {
            var topic = new NewTopic(Topic.ALERTS.name(prefix), Topics.bundled().partitions(), (short) 1);
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            // A broker that is busy may be asked twice, and say the second time that it is there.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        this.producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
    }

    String prefix() {
        return prefix;
    }

    Map<String, Object> kafka() {
        return kafka;
    }

    void publish(Envelope... events) {
        for (Envelope event : events) {
            producer.send(codec.encode(event));
        }
        producer.flush();
    }

    /** As {@code millrace dead-letters replay} does. */
    void replay(Envelope event, String sink) {
        ProducerRecord<byte[], byte[]> record = codec.encode(event);
        record.headers().add(new RecordHeader("millrace-sink", sink.getBytes()));
        record.headers().add(new RecordHeader("millrace-replay-of", "monitor/0/0".getBytes()));
        producer.send(record);
        producer.flush();
    }

    void write(String key, byte[] value) {
        producer.send(new ProducerRecord<>(Topic.ALERTS.name(prefix), key.getBytes(), value));
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
