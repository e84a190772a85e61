package io.millrace.monitor.view;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Failure;
import io.millrace.events.ModelName;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import java.time.Instant;
import java.util.Optional;

/**
 * An alert and whether its cause is gone.
 *
 * @param count      how many occurrences it stands for
 * @param resolution absent while it is raised
 */
public record Alert(
        String id,
        String fingerprint,
        Optional<ModelName> model,
        Optional<RunId> run,
        Stage stage,
        Failure failure,
        int count,
        Instant raisedAt,
        Optional<Resolution> resolution) {

    /**
     * @param by the run that showed that the cause is gone; absent for an alert that belongs to no model
     */
    public record Resolution(Instant at, Optional<RunId> by) {
        static Resolution of(AlertResolved event, Instant at) {
            return new Resolution(at, event.run().map(RunRef::run));
        }
    }

    static Alert of(AlertRaised event, Instant at, Optional<Resolution> resolution) {
        return new Alert(
                event.alertId(),
                event.fingerprint(),
                event.model(),
                event.run().map(RunRef::run),
                event.stage(),
                Excerpts.failure(event.failure()),
                event.count(),
                at,
                resolution);
    }

    Alert resolved(Resolution by) {
        return new Alert(id, fingerprint, model, run, stage, failure, count, raisedAt, Optional.of(by));
    }

    public boolean isOpen() {
        return resolution.isEmpty();
    }
}
