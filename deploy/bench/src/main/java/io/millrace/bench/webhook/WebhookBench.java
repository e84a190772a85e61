package io.millrace.bench.webhook;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Both by turns, so that a busy moment meets both.
 *
 * @param rounds how often
 * @param burst  deliveries of a measurement of throughput
 * @param span   of a measurement of latency
 */
public record WebhookBench(int rounds, int burst, Duration span) {
    public static final String SECRET = Deliveries.SECRET;
    public static final String REPOSITORY = Deliveries.REPOSITORY;

    private static final int PER_SECOND = 200;
    private static final double LATENCY_MUST = 40;
    private static final double RATIO_MUST = 1;
    private static final int ACCEPTED = 202;
    private static final int OK = 200;

    /** Only to try it out. */
    public static WebhookBench quick() {
        return new WebhookBench(1, 320, Duration.ofSeconds(2));
    }

    /**
     * What was measured.
     *
     * @param ratios   of our throughput to the peer's, one of each round
     * @param ours     deliveries a second
     * @param peers    the same of the peer
     * @param oursMs   milliseconds from when a delivery was due to its answer, at a steady pace
     * @param peersMs  the same of the peer
     * @param accepted deliveries that were answered 202; as many are on the log
     */
    public record Figures(
            List<Double> ratios,
            List<Double> ours,
            List<Double> peers,
            List<Double> oursMs,
            List<Double> peersMs,
            long accepted) {

        public String text() {
            double ratio = percentile(ratios, 50);
            double p99 = percentile(oursMs, 99);
            return String.format(
                    Locale.ROOT,
                    """
                    Written by `deploy/bench/run webhook`. A push of 10 KB in GitHub's format, signed, each another one, \
                    until the answer: ours is 202 once the broker has acknowledged the registration; Debian's `webhook` \
                    checks the same signature, runs `/bin/true` and keeps nothing. Load generator, broker and both \
                    servers share the machine; the builder reads no registrations meanwhile, so that nothing is built. \
                    All %d deliveries that were answered 202 are on the log.

                    | | median of %d rounds | least | must | met |
                    |---|---:|---:|---:|---|
                    | deliveries a second, 16 connections | %.0f | %.0f | | |
                    | the same, Debian's webhook | %.0f | %.0f | | |
                    | ratio | %.2f | %.2f | %.0f (aim 3) | %s |

                    | at %d a second | p50 | p99 | worst | must | met |
                    |---|---:|---:|---:|---:|---|
                    | ours | %.1f ms | %.1f ms | %.1f ms | p99 %.0f ms | %s |
                    | Debian's webhook | %.1f ms | %.1f ms | %.1f ms | | |
                    """,
                    accepted,
                    ratios.size(),
                    percentile(ours, 50),
                    percentile(ours, 1),
                    percentile(peers, 50),
                    percentile(peers, 1),
                    ratio,
                    percentile(ratios, 1),
                    RATIO_MUST,
                    yes(percentile(ratios, 1) >= RATIO_MUST),
                    PER_SECOND,
                    percentile(oursMs, 50),
                    p99,
                    percentile(oursMs, 100),
                    LATENCY_MUST,
                    yes(p99 <= LATENCY_MUST),
                    percentile(peersMs, 50),
                    percentile(peersMs, 99),
                    percentile(peersMs, 100));
        }

        private static String yes(boolean met) {
            return met ? "yes" : "**no**";
        }

        /** The least that so many percent do not exceed. */
        private static double percentile(List<Double> values, int percent) {
            List<Double> sorted = values.stream().sorted().toList();
            return sorted.get(Math.max(0, (int) Math.ceil(percent * sorted.size() / 100.0) - 1));
        }
    }

    /** @param onTheLog how many registrations are there */
    public Figures measure(URI ours, URI peer, LongSupplier onTheLog) throws InterruptedException {
        var deliveries = new Deliveries();
        var us = new Sender(deliveries, ours, ACCEPTED);
        var them = new Sender(deliveries, peer, OK);
        long before = onTheLog.getAsLong();
        long accepted = 0;
        var figures = new Figures(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), 0);
        us.throughput(burst);
        them.throughput(burst);
        accepted += sent();
        for (int round = 0; round < rounds; round++) {
            double our = us.throughput(burst);
            double their = them.throughput(burst);
            figures.ours().add(our);
            figures.peers().add(their);
            figures.ratios().add(our / their);
            List<Double> latencies = us.latencies(PER_SECOND, span);
            figures.oursMs().addAll(latencies);
            figures.peersMs().addAll(them.latencies(PER_SECOND, span));
            accepted += sent() + latencies.size();
            System.err.printf(Locale.ROOT, "round %d: %.0f a second, peer %.0f%n", round + 1, our, their);
        }
        long found = onTheLog.getAsLong() - before;
        if (found != accepted) {
            throw new IllegalStateException(accepted + " were answered 202, and " + found + " are on the log");
        }
        return new Figures(
                figures.ratios(), figures.ours(), figures.peers(), figures.oursMs(), figures.peersMs(), accepted);
    }

    private int sent() {
        return burst / Sender.CONNECTIONS * Sender.CONNECTIONS;
    }
}
