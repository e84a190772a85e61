package io.millrace.bench.dashboard;

import io.millrace.bench.Samples;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Events at a steady pace, and the page that shows all of them.
 *
 * @param span how long, after as long a warm-up as half of it
 */
public record DashboardBench(Duration span) {
    private static final int PER_SECOND = 100;
    private static final int MODELS = 20;
    private static final double MUST = 500;
    private static final Duration SETTLE = Duration.ofSeconds(5);

    /** Somebody who looks at the page. */
    public interface Watcher {
        /** What was seen since the last time: model, event and time in each line. */
        List<String> seen() throws IOException;
    }

    /** Publishes, and says what came of it. */
    public String measure(String bootstrapServers, Watcher watcher) throws IOException {
        try (var reports = new Reports(bootstrapServers)) {
            reports.begin(MODELS);
            long begun = publish(reports, span.dividedBy(2), 1, new Sightings());
            watcher.seen();
            var sightings = new Sightings();
            publish(reports, span, begun, sightings);
            LockSupport.parkNanos(SETTLE.toNanos());
            watcher.seen().forEach(sightings::seen);
            return text(sightings);
        }
    }

    /** Every model in turn, whether the page keeps up or not; returns the number of the next event. */
    private static long publish(Reports reports, Duration span, long first, Sightings sightings) {
        long pause = 1_000_000_000L / PER_SECOND;
        long due = System.nanoTime();
        double clock = System.currentTimeMillis();
        long start = due;
        long events = first;
        while (due - start < span.toNanos()) {
            for (int model = 0; model < MODELS; model++) {
                LockSupport.parkNanos(due - System.nanoTime());
                sightings.due(Reports.name(model), events, clock + (due - start) / 1e6);
                reports.publish(model, events);
                due += pause;
            }
            events++;
        }
        return events;
    }

    private static String text(Sightings sightings) {
        var delays = new Samples(sightings.delays());
        double p99 = delays.percentile(99);
        boolean isMet = p99 <= MUST && sightings.unseen() == 0;
        return String.format(
                Locale.ROOT,
                """
                Written by `deploy/bench/run dashboard`. Training of %d models reports %d events a second together, \
                straight to the log; a Chromium has the overview open, which shows the last report of each. Measured \
                from when an event was due to be sent until a frame is drawn with it or with a later one of its model. \
                Broker, monitor, browser and load generator share the machine.

                | events | p50 | p99 | worst | never seen | must | met |
                |---:|---:|---:|---:|---:|---|---|
                | %d | %.0f ms | %.0f ms | %.0f ms | %d | p99 %.0f ms | %s |
                """,
                MODELS,
                PER_SECOND,
                delays.count(),
                delays.percentile(50),
                p99,
                delays.worst(),
                sightings.unseen(),
                MUST,
                isMet ? "yes" : "**no**");
    }
}
