package io.millrace.worker.access;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the broker has let this worker in. */
@Readiness
@ApplicationScoped
class AccessHealth implements HealthCheck {
    private final Access access;

    AccessHealth(Access access) {
        this.access = access;
    }

    @Override
    public HealthCheckResponse call() {
        return access.trouble()
                .map(trouble -> HealthCheckResponse.named("kafka")
                        .down()
                        .withData("trouble", trouble)
                        .build())
                .orElseGet(() -> HealthCheckResponse.up("kafka"));
    }
}
