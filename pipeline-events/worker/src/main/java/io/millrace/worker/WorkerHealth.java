package io.millrace.worker;

import io.quarkus.arc.properties.UnlessBuildProperty;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Whether the worker is to be started again, and whether it has its part of the work. */
final class WorkerHealth {

    @Liveness
    @ApplicationScoped
    @UnlessBuildProperty(name = "millrace.stage", stringValue = "monitor", enableIfMissing = true)
    static class Live implements HealthCheck {
        private final Dispatcher dispatcher;

        Live(Dispatcher dispatcher) {
            this.dispatcher = dispatcher;
        }

        @Override
        public HealthCheckResponse call() {
            return dispatcher
                    .trouble()
                    .map(trouble -> HealthCheckResponse.named("dispatcher")
                            .down()
                            .withData("trouble", trouble)
                            .build())
                    .orElseGet(() -> HealthCheckResponse.up("dispatcher"));
        }
    }

    @Readiness
    @ApplicationScoped
    @UnlessBuildProperty(name = "millrace.stage", stringValue = "monitor", enableIfMissing = true)
    static class Ready implements HealthCheck {
        private final Dispatcher dispatcher;

        Ready(Dispatcher dispatcher) {
            this.dispatcher = dispatcher;
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("partitions")
                    .status(dispatcher.isAssigned())
                    .build();
        }
    }

    private WorkerHealth() {}
}
