package io.millrace.monitor;

import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.Topic;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes what the stages would. */
public final class Stages implements AutoCloseable {
    private final EventCodec codec = new EventCodec(Topic.DEFAULT_PREFIX);
    private final KafkaProducer<byte[], byte[]> producer;

    public Stages(String servers) {
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

    @Override
    public void close() {
        producer.close();
    }
}
