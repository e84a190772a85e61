package io.millrace.builder.webhook;

import io.millrace.events.RunId;
import java.util.concurrent.CompletableFuture;

/** Where registrations become events. */
interface Registrar {

    /**
     * May block while no broker answers. The same registration again starts nothing new.
     *
     * @return completes with the run once the broker has acknowledged, exceptionally when it has not
     */
    CompletableFuture<RunId> register(Registration registration);
}
