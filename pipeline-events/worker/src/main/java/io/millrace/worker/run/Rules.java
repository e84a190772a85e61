package io.millrace.worker.run;

import java.time.Duration;

/**
 * What an operator decides about how runs are treated.
 *
 * @param patience   how long a run may be at the stage on top of what its work may take: for neighbours that are away,
 *                   and for pauses between attempts
 * @param queueLimit how many runs of one model may wait for their turn; a further one ends with an alert
 */
public record Rules(Duration patience, int queueLimit) {
    public static final Rules DEFAULT = new Rules(Duration.ofHours(24), 1_000);
}
