package io.millrace.deployer.endpoint;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What the endpoint counts. */
@Singleton
final class EndpointMetrics {
    private final MeterRegistry registry;
    private final Map<Result, Timer> requests = new EnumMap<>(Result.class);

    EndpointMetrics(MeterRegistry registry, Backends backends) {
        this.registry = registry;
        for (Result result : Result.values()) {
            requests.put(
                    result,
                    Timer.builder("millrace.serving.requests")
                            .description("Requests for models, from their head to the last byte of the answer")
                            .tag("result", result.label())
                            .register(registry));
        }
        Gauge.builder("millrace.serving.inflight", backends, Backends::inFlight)
                .description("Requests for models that are under way")
                .register(registry);
    }

    /** What became of a request. */
    enum Result {
        /** The server answered with a status from 100 to 399. */
        ANSWERED,
        /** The server answered with a status from 400 to 499. */
        REFUSED,
        /** The server answered with a status from 500. */
        FAILED,
        /** The server did not answer. */
        BAD_GATEWAY,
        /** Nothing serves the model at the moment, or too many requests wait. */
        UNAVAILABLE,
        UNKNOWN_MODEL,
        /** The client went away, or the server broke off in the middle of its answer. */
        BROKEN_OFF;

        static Result of(int status) {
            if (status < 400) {
                return ANSWERED;
            }
            return status < 500 ? REFUSED : FAILED;
        }

        private String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    Timer.Sample begin() {
        return Timer.start(registry);
    }

    void end(Timer.Sample sample, Result result) {
        sample.stop(Objects.requireNonNull(requests.get(result)));
    }
}
