package io.millrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What of a partition of the state topic counts, and what only lies there. Filled in the order of the log. */
final class Remembered {
    private final Claim claim;
    private final Map<String, Entry> valid = new LinkedHashMap<>();
    private final Set<String> invalid = new LinkedHashSet<>();
    private long lastClaim = -1;

    /** @param about what it is about, the key without its epoch */
    @SuppressWarnings("ArrayRecordComponent") // Bytes on their way; nobody compares them.
    record Entry(String key, long epoch, String about, byte[] value) {}

    Remembered(Claim claim) {
        this.claim = claim;
    }

    Claim claim() {
        return claim;
    }

    /** Whether somebody claimed the partition after this. */
    boolean isSomebodyElses() {
        return lastClaim > claim.epoch();
    }

    void read(ConsumerRecord<byte[], byte @Nullable []> record) {
        String key = new String(record.key(), UTF_8);
        int slash = key.indexOf('/');
        if (slash < 0) {
            lastClaim = record.offset();
            return;
        }
        long epoch = epoch(key.substring(0, slash));
        String about = key.substring(slash + 1);
        byte[] value = record.value();
        if (value == null) {
            invalid.remove(key);
            valid.computeIfPresent(about, (unused, entry) -> entry.key().equals(key) ? null : entry);
        } else if (epoch < lastClaim) {
            // Written by an owner of the past after it lost the partition.
            invalid.add(key);
        } else {
            valid.merge(about, new Entry(key, epoch, about, value), this::later);
        }
    }

    private Entry later(Entry known, Entry read) {
        boolean counts = read.epoch() >= known.epoch();
        if (!read.key().equals(known.key())) {
            invalid.add(counts ? known.key() : read.key());
        }
        return counts ? read : known;
    }

    private static long epoch(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalStateException(
                    "a key of the state topic begins with '" + text + "' and not with an epoch: it was written by a"
                            + " release before claims; let that release end its runs, then delete the topic",
                    e);
        }
    }

    Collection<Entry> valid() {
        return valid.values();
    }

    /** Keys that should not be there any more. */
    List<String> invalid() {
        return new ArrayList<>(invalid);
    }
}
