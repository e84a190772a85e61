package io.millrace.worker.run;

import java.time.Duration;

/**
 * How long to wait before the next attempt: doubling from {@code first} up to {@code ceiling}, less up to a quarter so
 * that what failed together does not come back together.
 */
public record Backoff(Duration first, Duration ceiling) {
    public static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(2));
    private static final int MAX_DOUBLINGS = 20;

    /**
     * The same for the same run and attempt, so that a replay decides the same.
     *
     * @param failedAttempt from 1
     */
    public Duration after(RunKey key, int failedAttempt) {
        long wanted = first.toMillis() << Math.min(failedAttempt - 1, MAX_DOUBLINGS);
        long millis = Math.min(wanted, ceiling.toMillis());
        long jitter = Math.floorMod(key.hashCode() * 31 + failedAttempt, 256) * (millis / 4) / 256;
        return Duration.ofMillis(millis - jitter);
    }
}
