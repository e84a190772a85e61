package io.millrace.deployer;

import io.millrace.deployer.rollout.Gateway;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Holds readiness back for a moment after a start, so that models that served before do so when it is reported. */
@Readiness
@Singleton
final class ServersReady implements HealthCheck {
    private final Gateway gateway;
    private final Clock clock;
    private final Instant latest;

    ServersReady(Gateway gateway, DeployerConfig config, Clock clock) {
        this.gateway = gateway;
        this.clock = clock;
        this.latest = clock.instant().plus(config.readyWithin());
    }

    @Override
    public HealthCheckResponse call() {
        boolean settled = gateway.isSettled();
        return HealthCheckResponse.named("servers")
                .status(settled || clock.instant().isAfter(latest))
                .withData("settled", settled)
                .build();
    }
}
