package io.millrace.monitor.sink;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Envelope;
import io.millrace.events.Stage;
import java.util.Optional;

/**
 * Something to tell: an alert was raised or resolved.
 *
 * @param envelope of an {@link AlertRaised} or {@link AlertResolved}
 * @param alert    the alert that it is about; empty for a resolution of one that is not known to stand
 */
public record Notice(Envelope envelope, Optional<Raised> alert) {

    /** The model, or {@link AlertRaised#UNATTRIBUTED}. */
    public String model() {
        return envelope.event().key();
    }

    public Stage stage() {
        return stage(envelope).orElse(Stage.UNKNOWN);
    }

    /** Of an event about an alert; empty for any other. */
    static Optional<Stage> stage(Envelope envelope) {
        if (envelope.event() instanceof AlertRaised raised) {
            return Optional.of(raised.stage());
        }
        return envelope.event() instanceof AlertResolved resolved ? Optional.of(resolved.stage()) : Optional.empty();
    }

    public boolean isResolution() {
        return envelope.event() instanceof AlertResolved;
    }
}
