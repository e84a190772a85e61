package io.millrace.worker.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * How much a store may hold of what is not needed.
 *
 * @param maxBytes over which the oldest go, what is needed counted in
 * @param maxAge   at which an item goes however much room there is; absent: never
 * @param grace    for which a new item stays whatever the log says: a file may be there before its event
 */
public record Budget(long maxBytes, Optional<Duration> maxAge, Duration grace) {

    /** Whether there is any occasion to clean. */
    public boolean isExceededBy(Collection<Item> items, Instant now) {
        return bytes(items) > maxBytes || items.stream().anyMatch(item -> isTooOld(item, now));
    }

    boolean isTooOld(Item item, Instant now) {
        return maxAge.filter(age -> item.since().plus(age).isBefore(now)).isPresent();
    }

    boolean isYoung(Item item, Instant now) {
        return !item.since().plus(grace).isBefore(now);
    }

    static long bytes(Collection<Item> items) {
        return items.stream().mapToLong(Item::bytes).sum();
    }
}
