package io.millrace.deployer.rollout;

import java.time.Duration;

/**
 * How long to wait before a server that ended is started again: twice as long each time, up to a bound, and from the
 * beginning once it answered for longer than that bound.
 *
 * @param first wait after the first end
 * @param most  longest wait
 * @param ends  how often it ended since it last answered for long
 */
public record RestartDelay(Duration first, Duration most, int ends) {
    private static final int MOST_DOUBLINGS = 30;
    private static final int ENDS_OF_AN_OUTAGE = 3;

    public RestartDelay(Duration first, Duration most) {
        this(first, most, 0);
    }

    /** The server ended, after having answered for this long. */
    public RestartDelay ended(Duration answered) {
        return new RestartDelay(first, most, answered.compareTo(most) > 0 ? 1 : ends + 1);
    }

    /** Whether it ended too often for an accident. */
    public boolean isOutage() {
        return ends >= ENDS_OF_AN_OUTAGE;
    }

    /** The wait that is due now. */
    public Duration value() {
        if (ends == 0) {
            return Duration.ZERO;
        }
        Duration doubled = first.multipliedBy(1L << Math.min(ends - 1, MOST_DOUBLINGS));
        return doubled.compareTo(most) < 0 ? doubled : most;
    }
}
