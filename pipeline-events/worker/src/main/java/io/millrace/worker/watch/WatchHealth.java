package io.millrace.worker.watch;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether anybody can be told when something goes wrong. */
@Readiness
@ApplicationScoped
class WatchHealth implements HealthCheck {
    private final Watchdog watchdog;

    WatchHealth(Watchdog watchdog) {
        this.watchdog = watchdog;
    }

    @Override
    public HealthCheckResponse call() {
        return watchdog.trouble()
                .map(trouble -> HealthCheckResponse.named("alerts")
                        .down()
                        .withData("trouble", trouble)
                        .build())
                .orElseGet(() -> HealthCheckResponse.up("alerts"));
    }
}
