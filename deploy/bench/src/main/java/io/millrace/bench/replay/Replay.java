package io.millrace.bench.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured, in milliseconds, and the section about it. */
public final class Replay {
    private static final double MUST = 3;

    private final long events;
    private final List<Double> monitor = new ArrayList<>();
    private final List<Double> plain = new ArrayList<>();
    private final List<Double> ratios = new ArrayList<>();

    /** Writes runs until the log has at least so many events. */
    public static Replay after(String bootstrapServers, long events) {
        int runs = (int) Math.ceilDiv(events, Past.EVENTS_OF_A_RUN);
        Past.write(bootstrapServers, runs);
        return new Replay((long) runs * Past.EVENTS_OF_A_RUN);
    }

    private Replay(long events) {
        this.events = events;
    }

    /**
     * @param full  the monitor's start on the log, until it is ready
     * @param empty the same on an empty one
     * @param read  a consumer that reads all of it
     */
    public void round(double full, double empty, double read) {
        monitor.add(full - empty);
        plain.add(read);
        ratios.add((full - empty) / read);
        System.err.printf(
                Locale.ROOT, "start %.0f ms, on an empty log %.0f ms, plain consumer %.0f ms%n", full, empty, read);
    }

    public String text(String heap) {
        double worst = ratios.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return String.format(
                Locale.ROOT,
                """
                Written by `deploy/bench/run replay`. A log of %,d events, %d of each run: how much longer the monitor, \
                with `-Xmx%s`, takes from its start until it is ready than on an empty log, beside a plain Kafka consumer \
                that reads the same topics from their beginning and decodes nothing. By turns, %d rounds.

                | | median | worst | must | met |
                |---|---:|---:|---:|---|
                | the monitor, more than on an empty log | %.0f ms | %.0f ms | | |
                | plain consumer | %.0f ms | %.0f ms | | |
                | ratio | %.2f | %.2f | %.0f | %s |
                """,
                events,
                Past.EVENTS_OF_A_RUN,
                heap,
                ratios.size(),
                median(monitor),
                worst(monitor),
                median(plain),
                worst(plain),
                median(ratios),
                worst,
                MUST,
                worst <= MUST ? "yes" : "**no**");
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static double worst(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
