package io.millrace.letters;

import io.millrace.events.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes letters again, as they came and where they came from, in their order. Each that the broker has taken is then
 * marked among the dead letters. What ends between the two is replayed once more the next time; the pipeline knows a
 * second copy of an event by its id.
 */
public final class Replay implements AutoCloseable {
    private static final int BATCH_LETTERS = 100;
    private static final long BATCH_BYTES = 4L * 1024 * 1024;
    private static final int MAX_REQUEST_BYTES = 8 * 1024 * 1024;

    private final Letters letters;
    private final KafkaProducer<byte[], byte @Nullable []> producer;
    private final List<Letter> batch = new ArrayList<>();
    private long batchBytes;

    Replay(Letters letters, Map<String, Object> kafka) {
        this.letters = letters;
        this.producer = new KafkaProducer<>(settings(kafka));
    }

    private static Map<String, Object> settings(Map<String, Object> kafka) {
        var settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 15_000);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return settings;
    }

    /** A letter that was published again, and where it lies now. */
    public record Sent(LetterId id, String topic, int partition, long offset) {}

    /**
     * Replays letters.
     *
     * @param chosen the letters, with where they go
     * @param told   hears of each that is durable and marked
     * @throws LettersProblem before anything is published, when a place that a letter would go to is not there; or at the
     *                    first letter that the broker does not take
     */
    public void replay(NavigableMap<LetterId, TopicPartition> chosen, Consumer<Sent> told) throws InterruptedException {
        requirePlaces(chosen);
        Map<TopicPartition, Long> starts = new HashMap<>();
        chosen.keySet().forEach(id -> starts.merge(letters.place(id), id.offset(), Math::min));
        letters.read(starts, entry -> {
            if (entry instanceof Letter letter && chosen.containsKey(letter.id())) {
                batch.add(letter);
                batchBytes += Math.max(0, letter.record().serializedValueSize());
                if (batch.size() == BATCH_LETTERS || batchBytes > BATCH_BYTES) {
                    publishBatch(told);
                }
            }
        });
        publishBatch(told);
    }

    private void requirePlaces(NavigableMap<LetterId, TopicPartition> chosen) throws InterruptedException {
        var known = new HashSet<TopicPartition>();
        for (Map.Entry<LetterId, TopicPartition> letter : chosen.entrySet()) {
            if (known.add(letter.getValue()) && !letters.exists(letter.getValue())) {
                throw LettersProblem.because(
                        "no-such-place",
                        "dead letter " + letter.getKey() + " came from " + letter.getValue()
                                + ", which is not there; nothing was replayed",
                        "Leave it out, or write its value to a file with ./millrace dead-letters show "
                                + letter.getKey() + " --raw FILE and publish it where it belongs.");
            }
        }
    }

    private void publishBatch(Consumer<Sent> told) throws InterruptedException {
        var published = new LinkedHashMap<Letter, Future<RecordMetadata>>();
        Optional<LettersProblem> refused = Optional.empty();
        for (Letter letter : batch) {
            if (letter.isCut()) {
                refused = Optional.of(cut(letter));
            } else {
                published.put(letter, publish(letter.again()));
            }
        }
        batch.clear();
        batchBytes = 0;
        var marks = new LinkedHashMap<Sent, Future<RecordMetadata>>();
        for (Map.Entry<Letter, Future<RecordMetadata>> one : published.entrySet()) {
            Letter letter = one.getKey();
            try {
                RecordMetadata place = taken(letter.id(), one.getValue());
                marks.put(
                        new Sent(letter.id(), place.topic(), place.partition(), place.offset()),
                        publish(letter.mark(place.offset())));
            } catch (LettersProblem e) {
                // Those behind it are on their way already, and want their marks.
                refused = refused.or(() -> Optional.of(e));
            }
        }
        for (Map.Entry<Sent, Future<RecordMetadata>> mark : marks.entrySet()) {
            var unused = taken(mark.getKey().id(), mark.getValue());
            told.accept(mark.getKey());
        }
        if (refused.isPresent()) {
            throw refused.get();
        }
    }

    private static LettersProblem cut(Letter letter) {
        return LettersProblem.because(
                "letter-cut",
                "dead letter " + letter.id() + " is only the start of a record that was too large to keep",
                "Leave it out; the whole record lies at " + letter.from() + "@"
                        + letter.why().offset() + " for as long as that topic is kept.");
    }

    private Future<RecordMetadata> publish(ProducerRecord<byte[], byte @Nullable []> record)
            throws InterruptedException {
        try {
            return producer.send(record);
        } catch (InterruptException e) {
            throw interrupted();
        } catch (KafkaException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static RecordMetadata taken(LetterId letter, Future<RecordMetadata> publication)
            throws InterruptedException {
        try {
            return publication.get();
        } catch (ExecutionException e) {
            throw new LettersProblem(Failure.transientFailure(
                    "not-replayed",
                    "the broker did not take dead letter " + letter + ": " + e.getCause(),
                    "See how it is with ./millrace status, then replay the same again:"
                            + " what was replayed already is passed over."));
        }
    }

    private static InterruptedException interrupted() {
        Thread.interrupted();
        return new InterruptedException("interrupted while replaying dead letters");
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(10));
    }
}
