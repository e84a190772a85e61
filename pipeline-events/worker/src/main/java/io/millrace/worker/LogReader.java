package io.millrace.worker;

import io.millrace.events.Decoded;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.worker.run.Origin;
import io.quarkus.arc.properties.UnlessBuildProperty;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Finds events in the log that were read before. */
@ApplicationScoped
@UnlessBuildProperty(name = "millrace.stage", stringValue = "monitor", enableIfMissing = true)
class LogReader {
    private static final Logger LOG = Logger.getLogger(LogReader.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<String, Object> kafka;
    private final EventCodec codec;

    LogReader(@Identifier("default-kafka-broker") Map<String, Object> kafka, WorkerConfig config) {
        this.kafka = kafka;
        this.codec = new EventCodec(config.topicPrefix());
    }

    /** The event that lies there; empty when it is not there any more. Blocks, also while the broker is away. */
    Optional<Envelope> at(Origin origin) {
        var partition = new TopicPartition(origin.topic(), origin.partition());
        try (var consumer = TopicReader.open(kafka, List.of(partition))) {
            consumer.seek(partition, origin.offset());
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                List<ConsumerRecord<byte[], byte @Nullable []>> found =
                        consumer.poll(POLL).records(partition);
                if (!found.isEmpty()) {
                    return event(found.getFirst(), origin);
                }
            }
            return Optional.empty();
        }
    }

    private Optional<Envelope> event(ConsumerRecord<byte[], byte @Nullable []> found, Origin origin) {
        if (found.offset() == origin.offset() && codec.decode(found) instanceof Decoded.Event(var envelope)) {
            return Optional.of(envelope);
        }
        LOG.warnf("the event at %s is not in the log any more", origin);
        return Optional.empty();
    }
}
