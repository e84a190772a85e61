package io.millrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.events.AlertRaised;
import io.millrace.events.DeadLetter;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import io.millrace.events.Failure;
import io.millrace.events.ModelName;
import io.millrace.events.Stage;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where records go that nobody can read: key, value and headers as they came, with the reason in a {@link DeadLetter}'s
 * headers behind them, and an alert. Of what is larger than the topic takes, the start is kept, and the size it had. The
 * first one of a model alerts at once; a storm is counted and told once a minute.
 */
@ApplicationScoped
class DeadLetters implements DeadLetterBox {
    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    private static final String CODE = "invalid-event";
    private static final Duration QUIET = Duration.ofMinutes(1);
    /** How much is kept of a record that cannot be kept whole. */
    private static final int CUT_BYTES = 64 * 1024;
    /** More senders of garbage than this share one alert. */
    private static final int MAX_FINGERPRINTS = 1_000;

    private final EventLog log;
    private final Stage stage;
    private final String topic;
    private final Map<Optional<ModelName>, Storm> storms = new HashMap<>();
    private boolean isStopped;

    DeadLetters(EventLog log, WorkerConfig config) {
        this.log = log;
        this.stage = config.stage();
        this.topic = Topics.deadLetters(config.topicPrefix(), stage);
    }

    /** Completes once the dead letter, and the alert if it raises one at once, are durable; with that alert. */
    CompletableFuture<Optional<AlertRaised>> write(ConsumerRecord<byte[], byte @Nullable []> record, String reason) {
        LOG.warnf("%s-%d@%d is a dead letter: %s", record.topic(), record.partition(), record.offset(), reason);
        return keep(record, reason).thenCompose(ignored -> count(record, reason));
    }

    @Override
    public CompletableFuture<Void> keep(ConsumerRecord<byte[], byte @Nullable []> record, String reason) {
        List<Header> whole = letter(record, reason).behind(record.headers());
        return log.write(new ProducerRecord<>(topic, record.partition(), record.key(), record.value(), whole))
                .exceptionallyCompose(failure ->
                        isTooLarge(failure) ? log.write(cut(record, reason)) : CompletableFuture.failedFuture(failure));
    }

    /** Packed, a record may be larger than any topic takes of us. The whole of it stays where it was found. */
    private ProducerRecord<byte[], byte[]> cut(ConsumerRecord<byte[], byte @Nullable []> record, String reason) {
        byte[] value = record.value();
        byte[] size = Integer.toString(value == null ? 0 : value.length).getBytes(UTF_8);
        List<Header> headers = letter(record, reason).behind(List.of(new RecordHeader(DeadLetter.CUT, size)));
        byte[] key = model(record).map(model -> model.value().getBytes(UTF_8)).orElse(null);
        byte[] start = value == null ? null : Arrays.copyOf(value, Math.min(value.length, CUT_BYTES));
        return new ProducerRecord<>(topic, record.partition(), key, start, headers);
    }

    private static boolean isTooLarge(Throwable failure) {
        return failure instanceof RecordTooLargeException || failure.getCause() instanceof RecordTooLargeException;
    }

    private DeadLetter letter(ConsumerRecord<?, ?> record, String reason) {
        return new DeadLetter(
                reason,
                record.topic(),
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                stage.worker(),
                String.valueOf(DeadLetters.class.getPackage().getImplementationVersion()));
    }

    private synchronized CompletableFuture<Optional<AlertRaised>> count(
            ConsumerRecord<byte[], ?> record, String reason) {
        Optional<ModelName> model = model(record);
        if (storms.size() > MAX_FINGERPRINTS) {
            storms.clear();
        }
        Storm storm = storms.computeIfAbsent(model, unused -> new Storm());
        String at = record.topic() + "-" + record.partition() + "@" + record.offset();
        storm.count++;
        storm.latest = new Letter(EventIds.alert(record.topic(), record.partition(), record.offset()), at, reason);
        if (storm.isQuiet) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        storm.isQuiet = true;
        CompletableFuture.delayedExecutor(QUIET.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> afterQuiet(model));
        return publish(model, storm);
    }

    /** Tells how many came while it was quiet, so that none of a storm goes untold. */
    private synchronized void afterQuiet(Optional<ModelName> model) {
        Storm storm = storms.get(model);
        if (storm == null || isStopped) {
            return;
        }
        storm.isQuiet = false;
        if (storm.count > 0) {
            var unused = publish(model, storm);
        }
    }

    private CompletableFuture<Optional<AlertRaised>> publish(Optional<ModelName> model, Storm storm) {
        Letter latest = storm.latest;
        int count = storm.count;
        storm.count = 0;
        String what =
                count == 1 ? "the record at " + latest.at() : count + " records, the last at " + latest.at() + ",";
        var failure = new Failure(
                Failure.Kind.INVALID_EVENT,
                CODE,
                what + " cannot be read by the " + stage.worker() + ": " + latest.reason(),
                "correct the producer and publish again; what came is kept in " + topic,
                Optional.of(latest.at()));
        String fingerprint = AlertRaised.fingerprint(model, stage, CODE);
        var alert = new AlertRaised(latest.id(), fingerprint, model, Optional.empty(), stage, failure, count);
        return log.publish(Envelope.first(latest.id(), URI.create("/millrace/" + stage.worker()), Instant.now(), alert))
                .thenApply(ignored -> Optional.of(alert));
    }

    /** There is nothing to tell it with any more. */
    @PreDestroy
    synchronized void stop() {
        isStopped = true;
    }

    private static Optional<ModelName> model(ConsumerRecord<byte[], ?> record) {
        if (record.key() == null) {
            return Optional.empty();
        }
        String key = new String(record.key(), UTF_8);
        return ModelName.isValid(key) ? Optional.of(new ModelName(key)) : Optional.empty();
    }

    /** The record that an alert tells of. */
    private record Letter(String id, String at, String reason) {}

    /** What came of one model and nobody was told of yet. */
    private static final class Storm {
        private boolean isQuiet;
        private int count;
        private Letter latest = new Letter("", "", "");
    }
}
