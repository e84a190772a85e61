package io.millrace.builder.ingress;

import io.millrace.events.ModelName;
import io.millrace.events.RunId;

/**
 * A run that a registration starts, as it is answered.
 *
 * @param event the id of the registration
 */
public record StartedRun(ModelName model, String event, RunId run) {
    public static StartedRun of(Registration registration) {
        return new StartedRun(registration.event().model(), registration.id(), registration.run());
    }
}
