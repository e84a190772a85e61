package io.millrace.worker.run;

import java.time.Instant;

/**
 * A neighbour that a run waits for. What was told of it is an {@link OpenAlert} that the run waits for.
 *
 * @param since the first try that did not find it, on this worker's clock
 * @param tries how many did not find it, from 1; they are not counted as attempts
 */
public record Outage(Instant since, int tries) {
    static Outage began(Instant now) {
        return new Outage(now, 1);
    }

    Outage again() {
        return new Outage(since, tries + 1);
    }
}
