package io.millrace.worker.run;

import io.millrace.events.Failure;
import java.time.Duration;

/**
 * How long to wait before the next try: doubling from {@code first} up to {@code ceiling}, less up to a quarter so
 * that what failed together does not come back together.
 */
public record Backoff(Duration first, Duration ceiling) {
    /** A process was lost, or its like: trying at once may well help. */
    private static final Backoff LOST = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(2));
    /** What took too long was tried for long already; whatever slows it down needs time to pass. */
    private static final Backoff SLOW = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));
    /** A neighbour that is away: it is looked for often enough to go on soon after it is back. */
    static final Backoff AWAY = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private static final int MAX_DOUBLINGS = 20;

    /** Whether it may go better the next time, without anybody changing anything. */
    static boolean mayPass(Failure failure) {
        return switch (failure.kind()) {
            case TRANSIENT, TIMEOUT -> true;
            case USER_ERROR, CAPACITY, CANCELLED, INVALID_EVENT, INTERNAL, UNKNOWN -> false;
        };
    }

    /** For an attempt that failed in this way, if it {@link #mayPass}. */
    static Backoff of(Failure.Kind kind) {
        return kind == Failure.Kind.TIMEOUT ? SLOW : LOST;
    }

    /**
     * The same for the same run and try, so that a replay decides the same.
     *
     * @param failedTry from 1
     */
    public Duration after(RunKey key, int failedTry) {
        long wanted = first.toMillis() << Math.min(failedTry - 1, MAX_DOUBLINGS);
        long millis = Math.min(wanted, ceiling.toMillis());
        long jitter = Math.floorMod(key.hashCode() * 31 + failedTry, 256) * (millis / 4) / 256;
        return Duration.ofMillis(millis - jitter);
    }
}
