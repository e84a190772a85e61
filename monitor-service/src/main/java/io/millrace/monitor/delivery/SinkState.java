package io.millrace.monitor.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** How it goes with a sink. Written by its thread, read by health checks and metrics. */
final class SinkState {
    private static final Logger LOG = Logger.getLogger(SinkState.class);

    private final String name;
    private final Counter delivered;
    private final Counter refused;
    private final Counter failed;
    private volatile @Nullable Away away;

    /** @param since of {@link System#nanoTime()} */
    private record Away(String reason, long since) {
        Duration lasting() {
            return Duration.ofNanos(System.nanoTime() - since);
        }
    }

    SinkState(String name, MeterRegistry registry) {
        this.name = name;
        this.delivered = requests(registry, "delivered");
        this.refused = requests(registry, "refused");
        this.failed = requests(registry, "failed");
        Gauge.builder("millrace.sinks.away", this, it -> it.away().toSeconds())
                .description("How long the sink has not taken what it was sent; 0 while it does")
                .baseUnit("seconds")
                .tag("sink", name)
                .strongReference(true)
                .register(registry);
    }

    private Counter requests(MeterRegistry registry, String result) {
        return Counter.builder("millrace.sinks.requests")
                .description("Requests to sinks, by what came of them")
                .tag("sink", name)
                .tag("result", result)
                .register(registry);
    }

    void delivered() {
        delivered.increment();
        answers();
    }

    /** It refused this one, which says that it is there. */
    void refused(String what, String reason) {
        refused.increment();
        LOG.warnf("sink %s refused %s, which is a dead letter now: %s", name, what, reason);
        answers();
    }

    private void answers() {
        Away before = away;
        if (before != null) {
            LOG.infof(
                    "sink %s takes alerts again, after %d s",
                    name, before.lasting().toSeconds());
            away = null;
        }
    }

    /** An outage is told once, however long it takes. */
    void failed(String reason) {
        failed.increment();
        Away before = away;
        if (before == null) {
            LOG.warnf("sink %s does not take alerts, which wait for it: %s", name, reason);
        }
        away = new Away(reason, before == null ? System.nanoTime() : before.since());
    }

    private Duration away() {
        Away now = away;
        return now == null ? Duration.ZERO : now.lasting();
    }

    String name() {
        return name;
    }

    /** For a person; empty while it takes alerts. */
    Optional<String> trouble() {
        return Optional.ofNullable(away).map(it -> "away for " + it.lasting().toSeconds() + " s: " + it.reason());
    }
}
