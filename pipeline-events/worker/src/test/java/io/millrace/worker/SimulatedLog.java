package io.millrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.events.AlertRaised;
import io.millrace.events.CommandAccepted;
import io.millrace.events.Envelope;
import io.millrace.events.EventType;
import io.millrace.events.RunEnded;
import io.millrace.events.Topic;
import io.millrace.promises.History.Seen;
import io.millrace.worker.run.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The broker's disk: the events of all topics, and the state topic, compacted at any time. */
final class SimulatedLog {
    private static final int OWNER = "owner".length();

    private final World world;
    private final Map<Topic, Map<Integer, List<Envelope>>> events = new EnumMap<>(Topic.class);
    private final Map<Integer, List<ConsumerRecord<byte[], byte @Nullable []>>> states = new HashMap<>();
    private final Map<Integer, NavigableMap<Long, String>> claims = new HashMap<>();
    private final Map<Integer, Long> ends = new HashMap<>();
    private final List<Seen> all = new ArrayList<>();
    private long order;

    SimulatedLog(World world) {
        this.world = world;
    }

    static Topic topic(Envelope envelope) {
        return EventType.of(envelope.event()).topic();
    }

    List<Seen> all() {
        return all;
    }

    private List<Envelope> records(Topic topic, int partition) {
        return events.computeIfAbsent(topic, unused -> new HashMap<>())
                .computeIfAbsent(partition, unused -> new ArrayList<>());
    }

    static String name(Topic topic, int partition) {
        return topic.suffix() + "-" + partition;
    }

    void append(int partition, Envelope envelope) {
        Topic topic = topic(envelope);
        if (envelope.event() instanceof CommandAccepted
                || envelope.event() instanceof AlertRaised
                || envelope.event() instanceof RunEnded) {
            happened(envelope.event().hashCode());
        }
        List<Envelope> there = records(topic, partition);
        there.add(envelope);
        all.add(new Seen(topic.suffix(), partition, there.size() - 1L, world.moment(), envelope));
        world.note(() -> "on the log: " + envelope.event());
    }

    Envelope at(Topic topic, int partition, long offset) {
        return records(topic, partition).get((int) offset);
    }

    Optional<Envelope> at(Origin origin) {
        return Optional.of(at(Topic.valueOf(origin.topic()), origin.partition(), origin.offset()));
    }

    long end(Topic topic, int partition) {
        return records(topic, partition).size();
    }

    /** Something whose place among others of its kind is judged. */
    void happened(long print) {
        order = Prints.of(order, print);
    }

    long state() {
        long logs = Prints.inAnyOrder(
                events.entrySet(),
                topic -> Prints.of(
                        topic.getKey().ordinal(),
                        Prints.inAnyOrder(
                                topic.getValue().entrySet(),
                                records -> Prints.of(
                                        records.getKey(), Prints.inOrder(records.getValue(), Envelope::hashCode)))));
        return Prints.of(order, logs, Prints.inAnyOrder(states.keySet(), this::state));
    }

    /** A reader minds the order of records with one key, and whether a claim lies before them. */
    private long state(int partition) {
        var keys = new HashMap<Integer, Long>();
        long claim = 0;
        for (var record : states.getOrDefault(partition, List.of())) {
            int key = Arrays.hashCode(record.key());
            if (record.key().length == OWNER) {
                claim = record.offset();
                // Whose it is, and since when, is for people.
                continue;
            }
            keys.merge(key, Prints.of(claim, Arrays.hashCode(record.value())), Prints::of);
        }
        return Prints.of(
                partition,
                ends.getOrDefault(partition, 0L),
                claim,
                claims.getOrDefault(partition, new TreeMap<>()).hashCode(),
                Prints.inAnyOrder(keys.entrySet(), entry -> Prints.of(entry.getKey(), entry.getValue())));
    }

    long appendState(int partition, byte[] key, byte @Nullable [] value) {
        long offset = ends.merge(partition, 1L, Long::sum) - 1;
        states.computeIfAbsent(partition, unused -> new ArrayList<>())
                .add(new ConsumerRecord<>("state", partition, offset, key, value));
        return offset;
    }

    List<ConsumerRecord<byte[], byte @Nullable []>> readState(int partition) {
        return List.copyOf(states.getOrDefault(partition, List.of()));
    }

    /** Somebody claims a partition, and will take over what is remembered of it. */
    void claimed(int partition, String replica, long offset) {
        claims.computeIfAbsent(partition, unused -> new TreeMap<>()).put(offset, replica);
    }

    /** It has taken over all that there was. Who claimed the partition before may be late, but writes nothing that counts. */
    void tookOver(int partition, String replica) {
        NavigableMap<Long, String> underWay = claims.getOrDefault(partition, new TreeMap<>());
        underWay.entrySet().stream()
                .filter(claim -> claim.getValue().equals(replica))
                .mapToLong(Map.Entry::getKey)
                .max()
                .ifPresent(last -> underWay.headMap(last, true).clear());
    }

    /**
     * Of each key the last record stays; that a key was removed is forgotten, too. While somebody takes over, nothing
     * behind the claim is looked at: a broker waits for a minute, and that does not take as long.
     */
    void compact(int partition) {
        var there = states.getOrDefault(partition, List.of());
        if (there.isEmpty()) {
            return;
        }
        long end = claims.getOrDefault(partition, new TreeMap<>()).keySet().stream()
                .findFirst()
                .orElse(there.getLast().offset());
        int old = 0;
        while (there.get(old).offset() < end) {
            old++;
        }
        var last = new HashMap<String, Long>();
        var head = there.subList(0, old);
        head.forEach(record -> last.put(new String(record.key(), UTF_8), record.offset()));
        head.removeIf(record -> record.value() == null || last.get(new String(record.key(), UTF_8)) != record.offset());
    }
}
