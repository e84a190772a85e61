package io.millrace.bench;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The order in which five stages that do nothing are measured: each contender in each round, by turns. */
final class NothingBench {
    /** Runs that begin in a second: alone on their way, and some together. */
    static final int SLOW = 5;

    static final int BRISK = 50;
    static final int IN_FLIGHT = 64;

    private final Map<Contender, Load> loads;
    private final Effort effort;
    private final Consumer<String> tell;

    /**
     * How much is measured.
     *
     * @param paced  how long runs begin at each pace
     * @param runIn  what passes before the window in which ends are counted
     * @param warmUp how long each contender is kept busy before the first round
     */
    record Effort(boolean quick, int rounds, Duration paced, Duration runIn, Duration window, Duration warmUp) {
        static Effort quickly() {
            return new Effort(
                    true,
                    2,
                    Duration.ofSeconds(2),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2));
        }

        static Effort full(int rounds) {
            return new Effort(
                    false,
                    rounds,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(15));
        }
    }

    NothingBench(Map<Contender, Load> loads, Effort effort, Consumer<String> tell) {
        this.loads = new EnumMap<>(loads);
        this.effort = effort;
        this.tell = tell;
    }

    NothingFigures measure() throws InterruptedException {
        for (var load : loads.entrySet()) {
            double perSecond = load.getValue().sustained(IN_FLIGHT / 2, Duration.ZERO, effort.warmUp());
            tell.accept("%s warmed up: %.0f runs a second".formatted(load.getKey(), perSecond));
        }
        List<Map<Contender, NothingFigures.Measured>> rounds = new ArrayList<>();
        while (rounds.size() < effort.rounds()) {
            rounds.add(round(rounds.size()));
        }
        return new NothingFigures(effort.quick(), effort, rounds);
    }

    /** Who is measured first changes from round to round. */
    private Map<Contender, NothingFigures.Measured> round(int number) throws InterruptedException {
        Contender[] all = Contender.values();
        Map<Contender, NothingFigures.Measured> round = new EnumMap<>(Contender.class);
        for (int i = 0; i < all.length; i++) {
            Contender contender = all[(number + i) % all.length];
            NothingFigures.Measured measured = measure(requireNonNull(loads.get(contender)));
            round.put(contender, measured);
            tell.accept("round %d, %s: %.1f ms at %d a second, %.1f ms at %d, %.0f a second with %d on their way"
                    .formatted(
                            number + 1,
                            contender,
                            measured.slow().median(),
                            SLOW,
                            measured.brisk().median(),
                            BRISK,
                            measured.perSecond(),
                            IN_FLIGHT));
        }
        return round;
    }

    private NothingFigures.Measured measure(Load load) throws InterruptedException {
        int seconds = (int) effort.paced().toSeconds();
        Samples slow = load.paced(SLOW, SLOW * seconds);
        Samples brisk = load.paced(BRISK, BRISK * seconds);
        return new NothingFigures.Measured(slow, brisk, load.sustained(IN_FLIGHT, effort.runIn(), effort.window()));
    }
}
