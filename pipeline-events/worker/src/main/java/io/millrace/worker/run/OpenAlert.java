package io.millrace.worker.run;

import io.millrace.events.Envelope;
import java.util.Optional;

/**
 * An alert of this stage that the model's next good run resolves.
 *
 * @param untold the alert itself, while it is not known to be on the log; absent afterwards
 */
public record OpenAlert(String alertId, String fingerprint, Optional<Envelope> untold) {

    /** One that is, or will be, told by other means. */
    public static OpenAlert told(String alertId, String fingerprint) {
        return new OpenAlert(alertId, fingerprint, Optional.empty());
    }
}
