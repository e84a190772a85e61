package io.millrace.monitor.delivery;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** How it goes with each sink. Always up: a sink that is away is no reason to keep people from the monitor. */
@Readiness
@Singleton
class SinkHealth implements HealthCheck {
    private final Sinks sinks;

    SinkHealth(Sinks sinks) {
        this.sinks = sinks;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("alert sinks").up();
        sinks.states().forEach(it -> response.withData(it.name(), it.trouble().orElse("takes alerts")));
        return response.build();
    }
}
