package io.millrace.bench.webhook;

import io.millrace.bench.Samples;
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

    /** Something that takes its time. */
    @FunctionalInterface
    public interface Pause {
        void await() throws InterruptedException;
    }

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
            double ratio = new Samples(ratios).percentile(50);
            double p99 = new Samples(oursMs).percentile(99);
            return String.format(
                    Locale.ROOT,
                    """
                    Written by `deploy/bench/run webhook`. A push of 10 KB in GitHub's format, signed, each another one, \
                    until the answer: ours is 202 once the broker has acknowledged the registration; Debian's `webhook` \
                    checks the same signature, answers, runs `/bin/true` and keeps nothing; what it has not run yet when a \
                    measurement of it ends is waited for, and not counted. Load generator, broker and both \
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
                    new Samples(ours).percentile(50),
                    new Samples(ours).percentile(1),
                    new Samples(peers).percentile(50),
                    new Samples(peers).percentile(1),
                    ratio,
                    new Samples(ratios).percentile(1),
                    RATIO_MUST,
                    yes(new Samples(ratios).percentile(1) >= RATIO_MUST),
                    PER_SECOND,
                    new Samples(oursMs).percentile(50),
                    p99,
                    new Samples(oursMs).worst(),
                    LATENCY_MUST,
                    yes(p99 <= LATENCY_MUST),
                    new Samples(peersMs).percentile(50),
                    new Samples(peersMs).percentile(99),
                    new Samples(peersMs).worst());
        }

        private static String yes(boolean met) {
            return met ? "yes" : "**no**";
        }
    }

    /**
     * Measures both.
     *
     * @param peerIsDone waits until the peer has done what it has answered: it answers first, and the thousands of
     *     commands of a burst would run beside what is measured next
     * @param onTheLog   how many registrations are there
     */
    public Figures measure(URI ours, URI peer, Pause peerIsDone, LongSupplier onTheLog) throws InterruptedException {
        var deliveries = new Deliveries();
        var us = new Sender(deliveries, ours, ACCEPTED);
        var them = new Sender(deliveries, peer, OK);
        long before = onTheLog.getAsLong();
        long accepted = 0;
        var figures = new Figures(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), 0);
        us.throughput(burst);
        them.throughput(burst);
        peerIsDone.await();
        accepted += sent();
        for (int round = 0; round < rounds; round++) {
            double our = us.throughput(burst);
            double their = them.throughput(burst);
            peerIsDone.await();
            figures.ours().add(our);
            figures.peers().add(their);
            figures.ratios().add(our / their);
            List<Double> latencies = us.latencies(PER_SECOND, span);
            figures.oursMs().addAll(latencies);
            figures.peersMs().addAll(them.latencies(PER_SECOND, span));
            peerIsDone.await();
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
