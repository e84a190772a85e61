package io.millrace.worker;

import io.millrace.events.Envelope;
import io.millrace.events.RunRef;
import io.millrace.worker.run.Origin;
import java.util.Optional;

/**
 * An event that came in.
 *
 * @param run        that it belongs to; for a registration the one that it starts; absent for commands and their answers
 * @param generation of the consumer group when it was read
 */
record Arrival(Origin origin, Envelope envelope, Optional<RunRef> run, int generation) {
    int partition() {
        return origin.partition();
    }
}
