package io.millrace.builder.http;

import io.millrace.builder.HttpConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** A bucket of tokens for each caller, that fills up again. Of more callers than are kept, those of long ago are full. */
final class RateLimits {
    private static final int MOST_CALLERS = 10_000;
    private static final int MOST = 1_000_000;
    private static final long NANOS_PER_MINUTE = Duration.ofMinutes(1).toNanos();
    private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final int burst;
    /** How long one token takes to come back. */
    private final long price;

    private final LongSupplier nanoTime;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_CALLERS;
        }
    };

    /**
     * @param nanoTime as {@link System#nanoTime}
     * @throws IllegalArgumentException if the rate is none
     */
    RateLimits(HttpConfig.Rate config, LongSupplier nanoTime) {
        this.burst = inRange("burst", config.burst());
        this.price = NANOS_PER_MINUTE / inRange("per-minute", config.perMinute());
        this.nanoTime = nanoTime;
    }

    private static int inRange(String setting, int value) {
        if (value < 1 || value > MOST) {
            throw new IllegalArgumentException(
                    "builder.http.rate." + setting + " is " + value + ", expected 1 to " + MOST);
        }
        return value;
    }

    /** @param credit tokens, in the time that they took to come, of the moment {@code at} */
    private record Bucket(long credit, long at) {}

    int burst() {
        return burst;
    }

    /** Takes so many if there are as many, else none. */
    synchronized Allowance take(Caller caller, int wanted) {
        long now = nanoTime.getAsLong();
        long full = burst * price;
        Bucket before = buckets.getOrDefault(caller.name(), new Bucket(full, now));
        long there = Math.min(full, before.credit() + (now - before.at()));
        long wantedCredit = wanted * price;
        boolean granted = there >= wantedCredit;
        long left = granted ? there - wantedCredit : there;
        buckets.put(caller.name(), new Bucket(left, now));
        return new Allowance(
                granted, burst, (int) (left / price), seconds(full - left), granted ? 0 : seconds(wantedCredit - left));
    }

    private static long seconds(long nanos) {
        return Math.ceilDiv(nanos, NANOS_PER_SECOND);
    }
}
