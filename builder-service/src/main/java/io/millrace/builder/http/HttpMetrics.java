package io.millrace.builder.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** What is counted of requests; both labels come from closed sets. */
final class HttpMetrics {
    private final MeterRegistry registry;

    HttpMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    Timer.Sample begin() {
        return Timer.start(registry);
    }

    void end(Timer.Sample sample, Entrance entrance, String result) {
        sample.stop(Timer.builder("millrace.http.registrations")
                .description("Registrations over HTTP, from their head to the answer")
                .tag("entrance", entrance.label())
                .tag("result", result)
                .register(registry));
    }
}
