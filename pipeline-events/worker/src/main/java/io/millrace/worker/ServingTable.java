package io.millrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.events.Decoded;
import io.millrace.events.EventCodec;
import io.millrace.events.ModelName;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEvent;
import io.millrace.events.Topic;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What serves each model now, as the compacted topic {@code serving} says. Every answer is up to date: it reads to the
 * end that the topic has when it is asked, so a worker sees what it has itself just written.
 *
 * <p>Read on demand and not followed in the background: it is asked once or twice in a run. Thread-safe.
 */
@ApplicationScoped
public class ServingTable {
    private static final Logger LOG = Logger.getLogger(ServingTable.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<String, Object> kafka;
    private final EventCodec codec;
    private final List<TopicPartition> partitions;
    private final Map<ModelName, ServingEvent> latest = new HashMap<>();
    private @Nullable KafkaConsumer<byte[], byte @Nullable []> consumer;

    ServingTable(@Identifier("default-kafka-broker") Map<String, Object> kafka, WorkerConfig config) {
        this.kafka = kafka;
        this.codec = new EventCodec(config.topicPrefix());
        String topic = Topic.SERVING.name(config.topicPrefix());
        this.partitions = IntStream.range(0, Topics.bundled().partitions())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    /** What serves the model; empty when nothing does. Waits while the broker is away. */
    public synchronized Optional<ServingChanged> of(ModelName model) {
        return latest(model).filter(ServingChanged.class::isInstance).map(ServingChanged.class::cast);
    }

    /** What became of the model in production last; empty when nothing ever served. Waits while the broker is away. */
    public synchronized Optional<ServingEvent> latest(ModelName model) {
        catchUp();
        return Optional.ofNullable(latest.get(model));
    }

    private void catchUp() {
        if (consumer == null) {
            consumer = TopicReader.open(kafka, partitions);
        }
        var reader = consumer;
        Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
            reader.poll(POLL).forEach(this::read);
        }
    }

    private void read(ConsumerRecord<byte[], byte @Nullable []> record) {
        if (record.value() == null) {
            latest.keySet().removeIf(model -> model.value().equals(new String(record.key(), UTF_8)));
            return;
        }
        switch (codec.decode(record)) {
            case Decoded.Event(var envelope)
            when envelope.event() instanceof ServingEvent event ->
                latest.merge(event.run().model(), event, ServingEvent::later);
            case Decoded.Event ignored -> {}
            case Decoded.UnknownType ignored -> {}
            // Written by a deployer only; anything else on this topic is somebody's mistake and changes nothing.
            case Decoded.Malformed(var reason) ->
                LOG.warnf("passed over %s@%d: %s", record.topic(), record.offset(), reason);
        }
    }

    @PreDestroy
    synchronized void close() {
        if (consumer != null) {
            consumer.close();
        }
    }
}
