package io.millrace.monitor.kafka;

import io.millrace.monitor.MonitorConfig;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Whether what the monitor shows is what the topics say, and whether it still looks. */
final class ReadingHealth {

    @Liveness
    @Singleton
    static class Live implements HealthCheck {
        private final ReadingState state;

        Live(ReadingState state) {
            this.state = state;
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("reading").status(state.isAlive()).build();
        }
    }

    @Readiness
    @Singleton
    static class Ready implements HealthCheck {
        private final ReadingState state;
        private final MonitorConfig.Ready config;

        Ready(ReadingState state, MonitorConfig config) {
            this.state = state;
            this.config = config.ready();
        }

        @Override
        public HealthCheckResponse call() {
            boolean follows = state.isAlive()
                    && state.lag() <= config.maxLag()
                    && state.silence().compareTo(config.maxSilence()) <= 0;
            return HealthCheckResponse.named("up to date")
                    .status(state.isCaughtUp() && follows)
                    .withData("caughtUp", state.isCaughtUp())
                    .withData("lag", state.lag())
                    .withData("brokerSilentForSeconds", state.silence().toSeconds())
                    .build();
        }
    }

    private ReadingHealth() {}
}
