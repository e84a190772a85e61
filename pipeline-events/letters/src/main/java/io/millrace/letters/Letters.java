package io.millrace.letters;

import io.millrace.events.Failure;
import io.millrace.events.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of all workers. Every method reads the topics as they are now, to their end and without a consumer
 * group, holds a few megabytes of them at a time, and throws {@link LettersProblem} when the broker does not answer.
 */
public final class Letters implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int FETCH_BYTES = 8 * 1024 * 1024;

    private final Map<String, Object> kafka;
    private final String prefix;
    private final Map<String, Stage> workers;
    private final KafkaConsumer<byte[], byte @Nullable []> consumer;

    /**
     * @param kafka  settings of all clients: where the brokers are, and what they ask for
     * @param prefix of the pipeline's topics
     */
    public Letters(Map<String, ?> kafka, String prefix) {
        this.kafka = Map.copyOf(kafka);
        this.prefix = prefix;
        this.workers = LetterId.WORKERS.stream()
                .collect(Collectors.toMap(worker -> LetterId.topic(prefix, worker), worker -> worker));
        this.consumer = new KafkaConsumer<>(settings());
    }

    private Map<String, Object> settings() {
        var settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return settings;
    }

    /** Publishes letters again, with the same settings; open for as long as this is. */
    public Replay replay() {
        return new Replay(this, kafka);
    }

    /** A letter, and every time it was replayed. */
    public record Found(Letter letter, List<Entry.Mark> replays) {}

    /** @param limit how many to keep, the latest */
    public Listing list(LetterQuery query, int limit) throws InterruptedException {
        var listing = new Listing(letter -> query.matches(prefix, letter), limit);
        read(starts(query), listing::accept);
        return listing;
    }

    public Choice choose(LetterQuery query) throws InterruptedException {
        var choice = new Choice(letter -> query.matches(prefix, letter));
        read(starts(query), choice::accept);
        return choice;
    }

    /** @throws LettersProblem also when one of them is not there */
    public Choice choose(Set<LetterId> ids) throws InterruptedException {
        var choice = new Choice(letter -> ids.contains(letter.id()));
        read(starts(ids), choice::accept);
        for (LetterId id : ids) {
            if (!choice.letters().containsKey(id)) {
                throw missing(id);
            }
        }
        return choice;
    }

    /** @throws LettersProblem also when it is not there */
    public Found find(LetterId id) throws InterruptedException {
        var letters = new ArrayList<Letter>();
        var replays = new ArrayList<Entry.Mark>();
        read(starts(Set.of(id)), entry -> {
            if (entry instanceof Letter letter && letter.id().equals(id)) {
                letters.add(letter);
            } else if (entry instanceof Entry.Mark mark && mark.letter().equals(id)) {
                replays.add(mark);
            }
        });
        if (letters.isEmpty()) {
            throw missing(id);
        }
        return new Found(letters.getFirst(), replays);
    }

    TopicPartition place(LetterId id) {
        return id.place(prefix);
    }

    /** Whether there is such a place for a record to go. */
    boolean exists(TopicPartition place) throws InterruptedException {
        return partitions(place.topic()).contains(place);
    }

    /** Takes what is read, in order within a partition. */
    @FunctionalInterface
    interface Reader {
        void accept(Entry entry) throws InterruptedException;
    }

    /** Hands over what lies from these places on, to the ends that there are now. */
    void read(Map<TopicPartition, Long> starts, Reader reader) throws InterruptedException {
        Map<TopicPartition, Long> ends = asked(() -> consumer.endOffsets(starts.keySet()));
        var unread = new HashSet<>(starts.keySet());
        unread.removeIf(place -> starts.getOrDefault(place, 0L) >= ends.getOrDefault(place, 0L));
        consumer.assign(unread);
        unread.forEach(place -> consumer.seek(place, starts.getOrDefault(place, 0L)));
        long heard = System.nanoTime();
        while (!unread.isEmpty()) {
            var records = asked(() -> consumer.poll(POLL));
            for (var record : records) {
                reader.accept(Entry.of(workers.getOrDefault(record.topic(), Stage.UNKNOWN), record));
            }
            if (!records.isEmpty()) {
                heard = System.nanoTime();
            } else if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                throw silent("nothing came for " + PATIENCE.toSeconds() + " s");
            }
            var unused =
                    asked(() -> unread.removeIf(place -> consumer.position(place) >= ends.getOrDefault(place, 0L)));
        }
    }

    private Map<TopicPartition, Long> starts(LetterQuery query) throws InterruptedException {
        var places = new ArrayList<TopicPartition>();
        for (Stage worker : query.worker().map(List::of).orElse(LetterId.WORKERS)) {
            places.addAll(partitions(LetterId.topic(prefix, worker)));
        }
        return asked(() -> {
            var starts = new HashMap<>(consumer.beginningOffsets(places));
            query.since().ifPresent(since -> starts.keySet().retainAll(later(since, places, starts)));
            return starts;
        });
    }

    /** Moves the starts to the first records of that time or later; returns the places that have any. */
    private Collection<TopicPartition> later(
            Instant since, Collection<TopicPartition> places, Map<TopicPartition, Long> starts) {
        Map<TopicPartition, Long> times = new HashMap<>();
        places.forEach(place -> times.put(place, Math.max(0, since.toEpochMilli())));
        var found = new HashSet<TopicPartition>();
        consumer.offsetsForTimes(times).forEach((place, at) -> {
            if (at != null) {
                starts.put(place, at.offset());
                found.add(place);
            }
        });
        return found;
    }

    private Map<TopicPartition, Long> starts(Set<LetterId> ids) throws InterruptedException {
        Map<TopicPartition, Long> starts = new HashMap<>();
        for (LetterId id : ids) {
            if (exists(place(id))) {
                starts.merge(place(id), id.offset(), Math::min);
            }
        }
        return starts;
    }

    private List<TopicPartition> partitions(String topic) throws InterruptedException {
        return asked(() -> consumer.partitionsFor(topic)).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private LettersProblem missing(LetterId id) throws InterruptedException {
        return LettersProblem.because(
                "no-such-letter",
                "there is no dead letter " + id + ": " + why(id),
                "./millrace dead-letters list shows those there are.");
    }

    private String why(LetterId id) throws InterruptedException {
        String topic = place(id).topic();
        int partitions = partitions(topic).size();
        if (id.partition() >= partitions) {
            return topic + (partitions == 0 ? " does not exist yet" : " has " + partitions + " partitions, from 0 on");
        }
        var place = List.of(place(id));
        long begin = asked(() -> consumer.beginningOffsets(place)).getOrDefault(place(id), 0L);
        long end = asked(() -> consumer.endOffsets(place)).getOrDefault(place(id), 0L);
        if (id.offset() >= end) {
            return place(id) + (end == 0 ? " holds none" : " ends with " + (end - 1));
        }
        return id.offset() < begin
                ? "it is so old that it was removed, " + place(id) + " begins with " + begin
                : "what lies there is none, but written by a replay or by something else than a worker";
    }

    private static <T> T asked(Supplier<T> question) throws InterruptedException {
        try {
            return question.get();
        } catch (InterruptException e) {
            Thread.interrupted();
            throw new InterruptedException("interrupted while reading dead letters");
        } catch (KafkaException e) {
            throw silent(e.toString());
        }
    }

    private static LettersProblem silent(String what) {
        return new LettersProblem(Failure.transientFailure(
                "broker-silent",
                "the broker does not hand out dead letters: " + what,
                "See how it is with ./millrace status."));
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
