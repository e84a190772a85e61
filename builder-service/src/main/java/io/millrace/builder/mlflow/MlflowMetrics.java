package io.millrace.builder.mlflow;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** What is counted of the registry; labels come from closed sets. */
final class MlflowMetrics {
    private final MeterRegistry registry;
    /** Of {@link System#nanoTime()}; 0 while it answers. */
    private final AtomicLong awaySince = new AtomicLong();

    MlflowMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Only where there is a registry. */
    void open() {
        Gauge.builder("millrace.mlflow.away.seconds", awaySince, MlflowMetrics::secondsSince)
                .description("How long looks at the registry have been failing; 0 while they do not")
                .register(registry);
    }

    private static double secondsSince(AtomicLong nanos) {
        long since = nanos.get();
        return since == 0 ? 0 : Math.max(1, System.nanoTime() - since) / 1e9;
    }

    void away(boolean isAway) {
        if (isAway) {
            awaySince.compareAndSet(0, System.nanoTime());
        } else {
            awaySince.set(0);
        }
    }

    /** @param result {@code answered}, or a kind of trouble */
    void asked(String result) {
        count("millrace.mlflow.requests", "Requests to the registry, by how they went", result);
    }

    /** @param result {@code registered}, {@code refused} or {@code passed-over} */
    void found(String result) {
        count("millrace.mlflow.found", "Versions that a look at the registry found, by what became of them", result);
    }

    private void count(String name, String description, String result) {
        Counter.builder(name)
                .description(description)
                .tag("result", result)
                .register(registry)
                .increment();
    }
}
