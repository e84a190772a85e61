package io.millrace.worker.run;

import io.millrace.events.Envelope;
import java.util.Optional;

/**
 * An alert of this stage that the model's next good run resolves.
 *
 * @param untold     the alert itself, while it is not known to be on the log; absent afterwards
 * @param resolution what says that its cause is gone, while that is not known to be on the log; then nothing is left
 */
public record OpenAlert(String alertId, String fingerprint, Optional<Envelope> untold, Optional<Envelope> resolution) {

    /** One that is, or will be, told by other means. */
    public static OpenAlert told(String alertId, String fingerprint) {
        return new OpenAlert(alertId, fingerprint, Optional.empty(), Optional.empty());
    }

    static OpenAlert untold(String alertId, String fingerprint, Envelope alert) {
        return new OpenAlert(alertId, fingerprint, Optional.of(alert), Optional.empty());
    }

    OpenAlert told() {
        return new OpenAlert(alertId, fingerprint, Optional.empty(), resolution);
    }

    OpenAlert resolving(Envelope says) {
        return new OpenAlert(alertId, fingerprint, untold, Optional.of(says));
    }

    boolean stands() {
        return resolution.isEmpty();
    }
}
