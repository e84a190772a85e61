package io.millrace.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.events.DeadLetter;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.Stage;
import io.millrace.events.Topic;
import io.millrace.worker.access.Right;
import io.millrace.worker.testing.Operator;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes what the stages would. */
public final class Stages implements AutoCloseable {
    private final EventCodec codec = new EventCodec(Topic.DEFAULT_PREFIX);
    private final String servers;
    private final KafkaProducer<byte[], byte[]> producer;

    public Stages(String servers) {
        this.servers = servers;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers), new ByteArraySerializer(), new ByteArraySerializer());
    }

    public void publish(Envelope... events) {
        List.of(events).forEach(event -> producer.send(codec.encode(event)));
        producer.flush();
    }

    public void write(Topic topic, String key, byte[] value) {
        producer.send(new ProducerRecord<>(topic.name(Topic.DEFAULT_PREFIX), key.getBytes(), value));
        producer.flush();
    }

    /** Writes what a worker could not read where it keeps such records, and returns the dead letter's id. */
    public String deadLetter(Stage worker, String key, String value, String reason) throws Exception {
        String found = Topic.MODEL_REGISTERED.name(Topic.DEFAULT_PREFIX);
        String topic = Topic.DEFAULT_PREFIX + worker.worker() + ".dead-letters";
        create(topic);
        allowReplay(found, topic);
        var why = new DeadLetter(reason, found, 3, 42, Instant.now(), worker.worker(), "0.1.0");
        RecordMetadata at = producer.send(new ProducerRecord<>(
                        topic, 0, null, key.getBytes(UTF_8), value.getBytes(UTF_8), why.behind(List.of())))
                .get();
        return worker.worker() + "/" + at.partition() + "/" + at.offset();
    }

    /** What the monitor is not granted by itself, where rights are granted at all. */
    private void allowReplay(String... topics) {
        List<Right> rights = Stream.of(topics)
                .map(topic -> new Right(
                        new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL), AclOperation.WRITE))
                .toList();
        try (var operator = new Operator(servers)) {
            operator.grant(Stage.MONITOR.worker(), rights);
        } catch (IllegalStateException e) {
            if (!(e.getCause() != null && e.getCause().getCause() instanceof SecurityDisabledException)) {
                throw e;
            }
        }
    }

    private void create(String topic) throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
