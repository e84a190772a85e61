package io.millrace.builder.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.millrace.builder.dialect.Dialect;

/** What is counted of deliveries; both labels come from closed sets. */
final class WebhookMetrics {
    private final MeterRegistry registry;

    WebhookMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    Timer.Sample begin() {
        return Timer.start(registry);
    }

    void end(Timer.Sample sample, Dialect dialect, String result) {
        sample.stop(Timer.builder("millrace.webhooks.deliveries")
                .description("Deliveries of webhooks, from their head to the answer")
                .tag("dialect", dialect.name())
                .tag("result", result)
                .register(registry));
    }
}
