package io.millrace.worker.run;

import java.time.Instant;
import java.util.Optional;

/**
 * A neighbour that a run waits for.
 *
 * @param since   the first try that did not find it, on this worker's clock
 * @param tries   how many did not find it, from 1; they are not counted as attempts
 * @param alertId of the alert that tells of it; absent while it may still be a hiccup
 */
public record Outage(Instant since, int tries, Optional<String> alertId) {
    static Outage began(Instant now) {
        return new Outage(now, 1, Optional.empty());
    }

    Outage again() {
        return new Outage(since, tries + 1, alertId);
    }

    Outage told(String alert) {
        return new Outage(since, tries, Optional.of(alert));
    }
}
