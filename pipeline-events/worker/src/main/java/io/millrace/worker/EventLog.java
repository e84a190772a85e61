package io.millrace.worker;

import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.worker.run.Admission;
import io.millrace.worker.trace.Spans;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongPredicate;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;

/**
 * Everything that a worker writes to Kafka goes through here: one idempotent producer that waits out a broker's outage.
 */
@ApplicationScoped
class EventLog implements Publisher {
    private static final Logger LOG = Logger.getLogger(EventLog.class);
    private static final int MAX_REQUEST_BYTES = Topics.MAX_DEAD_LETTER_BYTES;

    /** What follows a write runs here: on the producer's own thread, a further write could wait for itself. */
    private final ExecutorService followUps = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("event-log").daemon(true).factory());

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("event-log-timer").daemon(true).factory());

    private final PutOff putOff = new PutOff(timer);
    private final KafkaProducer<byte[], byte[]> producer;
    private final EventCodec codec;
    private final WorkerMetrics metrics;
    private final RunSpans spans;

    EventLog(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            WorkerConfig config,
            WorkerMetrics metrics,
            Spans spans) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "millrace-" + config.instance());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        // An outage of the broker is waited out: there is nobody whom a failed write could be told.
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.MAX_VALUE);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.codec = new EventCodec(config.topicPrefix());
        this.metrics = metrics;
        this.spans = new RunSpans(config.stage(), spans);
    }

    /** Learns where the topic's partitions are, which the first record to it would have to wait for. */
    void rehearse(String topic) {
        var unused = producer.partitionsFor(topic);
    }

    /** Completes once the broker has the record. */
    CompletableFuture<Void> write(ProducerRecord<byte[], byte[]> record) {
        var written = new CompletableFuture<Void>();
        send(record, written);
        return written;
    }

    private void send(ProducerRecord<byte[], byte[]> record, CompletableFuture<Void> written) {
        var unused = producer.send(
                record,
                (metadata, failure) -> followUps.execute(() -> {
                    if (failure == null) {
                        written.complete(null);
                    } else {
                        written.completeExceptionally(failure);
                    }
                }));
    }

    /**
     * Completes once the broker has the record; where that counts, at once on the producer's own thread, so whatever
     * follows must not wait.
     *
     * @param counts asked with the offset that the record came to have, negative when the broker does not say; for the
     *               records of one partition in their order, and on a thread that must not wait
     * @return what it answered
     */
    CompletableFuture<Boolean> write(ProducerRecord<byte[], byte[]> record, LongPredicate counts) {
        var written = new CompletableFuture<Boolean>();
        putOff.now(() -> send(record, counts, written));
        return written;
    }

    /** As {@link #write(ProducerRecord, LongPredicate)}, a moment later or just before the next write. */
    CompletableFuture<Boolean> writeLater(ProducerRecord<byte[], byte[]> record, LongPredicate counts) {
        var written = new CompletableFuture<Boolean>();
        putOff.later(() -> orTell(written, () -> send(record, counts, written)));
        return written;
    }

    private void send(ProducerRecord<byte[], byte[]> record, LongPredicate counts, CompletableFuture<Boolean> written) {
        var unused = producer.send(record, (metadata, failure) -> {
            if (failure != null) {
                followUps.execute(() -> written.completeExceptionally(failure));
            } else if (counts.test(metadata.hasOffset() ? metadata.offset() : -1)) {
                written.complete(true);
            } else {
                followUps.execute(() -> written.complete(false));
            }
        });
    }

    /** Who sends later what somebody else asked for cannot do anything about its failure. */
    private static void orTell(CompletableFuture<?> whoAsked, Runnable send) {
        try {
            send.run();
        } catch (RuntimeException e) {
            whoAsked.completeExceptionally(e);
        }
    }

    /**
     * Who announces may have to wait until its topic is there. Nobody waits for that but itself, nor it for others. Made
     * when it is first used, as a producer that is not let in does not recover from that.
     */
    @Produces
    @ApplicationScoped
    Announcer announcer() {
        return envelope -> published(envelope, write(codec.encode(envelope)));
    }

    @Override
    public CompletableFuture<Void> publish(Envelope envelope) {
        ProducerRecord<byte[], byte[]> record = codec.encode(envelope);
        var written = new CompletableFuture<Void>();
        putOff.now(() -> send(record, written));
        return published(envelope, written);
    }

    @Override
    public CompletableFuture<Void> publishLater(Envelope envelope) {
        ProducerRecord<byte[], byte[]> record = codec.encode(envelope);
        var written = new CompletableFuture<Void>();
        putOff.later(() -> orTell(written, () -> send(record, written)));
        return published(envelope, written);
    }

    private CompletableFuture<Void> published(Envelope envelope, CompletableFuture<Void> written) {
        metrics.published(envelope.event());
        Instant sent = Instant.now();
        var unused = written.thenRun(() -> spans.published(envelope, sent));
        return written;
    }

    @Override
    public CompletableFuture<Void> conclude(Admission admission, List<Envelope> outbox) {
        CompletableFuture<Void> written = publish(outbox);
        var unused = written.thenRun(() -> spans.concluded(admission, outbox));
        return written;
    }

    @Override
    public void tell(Envelope progress) {
        var unused = publishLater(progress).exceptionally(failure -> {
            LOG.warnf("progress %s was not published: %s", progress.id(), failure.getMessage());
            return null;
        });
    }

    @PreDestroy
    void close() {
        putOff.sendAll();
        producer.close(Duration.ofSeconds(5));
        timer.shutdownNow();
        followUps.shutdown();
    }
}
