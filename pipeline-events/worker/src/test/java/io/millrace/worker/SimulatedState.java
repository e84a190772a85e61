package io.millrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A stage's state topic on the broker's disk, compacted at any time. */
final class SimulatedState {
    private static final int OWNER = "owner".length();

    private final Map<Integer, List<ConsumerRecord<byte[], byte @Nullable []>>> records = new HashMap<>();
    private final Map<Integer, NavigableMap<Long, String>> claims = new HashMap<>();
    private final Map<Integer, Long> ends = new HashMap<>();

    long state() {
        return Prints.inAnyOrder(records.keySet(), this::state);
    }

    /** A reader minds the order of records with one key, and whether a claim lies before them. */
    private long state(int partition) {
        var keys = new HashMap<Integer, Long>();
        long claim = 0;
        for (var record : records.getOrDefault(partition, List.of())) {
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

    long append(int partition, byte[] key, byte @Nullable [] value) {
        long offset = ends.merge(partition, 1L, Long::sum) - 1;
        records.computeIfAbsent(partition, unused -> new ArrayList<>())
                .add(new ConsumerRecord<>("state", partition, offset, key, value));
        return offset;
    }

    List<ConsumerRecord<byte[], byte @Nullable []>> read(int partition) {
        return List.copyOf(records.getOrDefault(partition, List.of()));
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
        var there = records.getOrDefault(partition, List.of());
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
