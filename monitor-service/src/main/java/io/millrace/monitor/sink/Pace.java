package io.millrace.monitor.sink;

import java.time.Duration;
import java.util.Optional;

/**
 * How long to wait before the next try: doubling from {@code first} up to {@code ceiling}, less up to a half so that
 * what failed together does not come back together. A sink that says how long is given that, up to
 * {@code longest}: no answer of a stranger silences a sink for good.
 */
public record Pace(Duration first, Duration ceiling, Duration longest) {
    public static final Pace USUAL = new Pace(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofHours(1));

    private static final int MAX_DOUBLINGS = 20;

    /**
     * @param failedTries from 1
     * @param chance      from 0 to less than 1
     */
    public Duration after(int failedTries, Optional<Duration> retryAfter, double chance) {
        long wanted = first.toMillis() << Math.min(failedTries - 1, MAX_DOUBLINGS);
        long most = Math.min(wanted, ceiling.toMillis());
        Duration own = Duration.ofMillis(most - (long) (most / 2.0 * chance));
        Duration asked =
                retryAfter.filter(it -> it.compareTo(longest) < 0).orElse(retryAfter.isPresent() ? longest : own);
        return asked.compareTo(own) > 0 ? asked : own;
    }
}
