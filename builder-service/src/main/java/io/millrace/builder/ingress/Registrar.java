package io.millrace.builder.ingress;

import io.millrace.events.RunId;
import java.util.concurrent.CompletableFuture;

/** Where registrations become events. */
public interface Registrar {

    /**
     * May block while no broker answers. The same registration again starts nothing new.
     *
     * @return completes with the run once the broker has acknowledged, with {@link NotRegistered} when it has not
     */
    CompletableFuture<RunId> register(Registration registration);
}
