package io.millrace.monitor.view;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Times of events are for people: the clocks of several machines told them. */
final class Times {
    private Times() {}

    static Optional<Instant> earliest(Optional<Instant> known, Instant other) {
        return Optional.of(known.filter(time -> !time.isAfter(other)).orElse(other));
    }

    /** Never negative, whatever the clocks say. */
    static Duration between(Instant start, Instant end) {
        return end.isBefore(start) ? Duration.ZERO : Duration.between(start, end);
    }
}
