package io.millrace.bench.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Who is killed when: a function of the seed and of nothing else, so that what happened under a seed can be tried again.
 *
 * @param every   one kill falls somewhere into each of these spans
 * @param victims each as likely as the others; one that is named twice is twice as likely
 */
record KillPlan(long seed, Duration every, List<String> victims) {
    /** Not a process of the stack: the guardian of one workload or model server that is there at that moment. */
    static final String WORKLOAD = "workload";

    /**
     * A worker takes 4 seconds of a core to start again, a broker 10: with more of them, two cores would do nothing but
     * start them.
     */
    static final List<String> VICTIMS = everybody();

    private static List<String> everybody() {
        var victims = new ArrayList<>(List.of("broker"));
        List<String> workers = List.of("builder", "trainer", "evaluator", "deployer", "monitor");
        victims.addAll(workers);
        victims.addAll(workers);
        victims.addAll(Collections.nCopies(victims.size(), WORKLOAD));
        return List.copyOf(victims);
    }

    KillPlan {
        if (every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException("a kill every " + every + " is none");
        }
        victims = List.copyOf(victims);
    }

    /**
     * @param at     since the campaign began
     * @param choice tells which one is meant where there may be several, by remainder
     */
    record Kill(Duration at, String victim, int choice) {
        @Override
        public String toString() {
            return "%d.%03d s %s%s"
                    .formatted(
                            at.toSeconds(),
                            at.toMillisPart(),
                            victim,
                            victim.equals(WORKLOAD) ? " (choice " + choice + ")" : "");
        }
    }

    /** @param number from 0 */
    Kill kill(int number) {
        var random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
        Duration at = every.multipliedBy(number).plusMillis(random.nextLong(every.toMillis()));
        return new Kill(at, victims.get(random.nextInt(victims.size())), random.nextInt(1 << 16));
    }

    List<Kill> first(int kills) {
        return IntStream.range(0, kills).mapToObj(this::kill).toList();
    }

    /** One a line. */
    static String told(List<Kill> kills) {
        return kills.stream().map(Kill::toString).collect(Collectors.joining("\n"));
    }
}
