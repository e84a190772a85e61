package io.millrace.events;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Registers models from any Java application: a Kafka producer with settings under which nothing that was acknowledged
 * is lost. Thread-safe.
 *
 * <pre>{@code
 * try (var publisher = new PipelinePublisher(Map.of("bootstrap.servers", "kafka:9092"), URI.create("/our/registry"))) {
 *     RunId run = publisher.register(registration).join();
 * }
 * }</pre>
 */
public final class PipelinePublisher implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final EventCodec codec;
    private final URI source;

    /**
     * @param kafka  settings of a Kafka producer; {@code bootstrap.servers} at least
     * @param source who registers, a URI reference that stays the same; part of what makes a registration the same
     */
    public PipelinePublisher(Map<String, Object> kafka, URI source) {
        this(kafka, source, Topic.DEFAULT_PREFIX);
    }

    public PipelinePublisher(Map<String, Object> kafka, URI source, String topicPrefix) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // The pipeline counts on a model's events lying in the partition that Kafka's own partitioner chooses.
        settings.remove(ProducerConfig.PARTITIONER_CLASS_CONFIG);
        settings.put(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG, false);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.codec = new EventCodec(topicPrefix);
        this.source = source;
    }

    /** Registers under a fresh id: every call starts a run. */
    public CompletableFuture<RunId> register(ModelRegistered registration) {
        return register(registration, UUID.randomUUID().toString());
    }

    /**
     * Registers under the caller's own id: calling it again with the same id starts nothing new. Blocks for at most
     * {@code max.block.ms} while no broker answers; how long it is tried after that, {@code delivery.timeout.ms} says.
     *
     * @return completes with the run's id once the broker has acknowledged, exceptionally when it has not
     * @throws IllegalArgumentException if the id or the size of the registration is one that no reader accepts
     */
    public CompletableFuture<RunId> register(ModelRegistered registration, String id) {
        return register(Envelope.first(id, source, Instant.now(), registration));
    }

    /**
     * As {@link #register(ModelRegistered, String)}, under the envelope's own source: for a gateway, which registers
     * for others. The run is that of the envelope's source and id.
     *
     * @throws IllegalArgumentException if it is no registration, or of a size that no reader accepts
     */
    public CompletableFuture<RunId> register(Envelope registration) {
        if (!(registration.event() instanceof ModelRegistered)) {
            throw new IllegalArgumentException(
                    "not a registration: " + EventType.of(registration.event()).wireName());
        }
        ProducerRecord<byte[], byte[]> event = codec.encode(registration);
        if (event.value().length > EventCodec.MAX_DATA_BYTES) {
            throw new IllegalArgumentException("the registration has " + event.value().length + " bytes, more than the "
                    + EventCodec.MAX_DATA_BYTES + " allowed; keep large parameters in a file of the repository");
        }
        return send(event).thenApply(acknowledged -> RunId.of(registration.source(), registration.id()));
    }

    /**
     * Asks for something to be done about a run. Under the same id it is the same command, however often it is published.
     * What became of it is told on the topic of commands by a {@link CommandAnswer} that names this id.
     *
     * @return completes once the broker has acknowledged, exceptionally when it has not
     */
    public CompletableFuture<Void> command(Command command, String id) {
        return send(codec.encode(Envelope.first(id, source, Instant.now(), command)))
                .thenApply(acknowledged -> null);
    }

    private CompletableFuture<RecordMetadata> send(ProducerRecord<byte[], byte[]> event) {
        var acknowledged = new CompletableFuture<RecordMetadata>();
        try {
            var unused = producer.send(event, (metadata, failure) -> {
                if (failure == null) {
                    acknowledged.complete(metadata);
                } else {
                    acknowledged.completeExceptionally(failure);
                }
            });
        } catch (KafkaException e) {
            // Kafka tells some failures here and not to the callback; an interrupted thread stays interrupted.
            acknowledged.completeExceptionally(e);
        }
        return acknowledged;
    }

    /** Waits for what is on its way, ten seconds at most. */
    @Override
    public void close() {
        producer.close(Duration.ofSeconds(10));
    }
}
