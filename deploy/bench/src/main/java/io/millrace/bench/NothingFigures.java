package io.millrace.bench;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What runs through five stages that do nothing took.
 *
 * @param quick    whether it was only tried out
 * @param rounds   in each of them every contender was measured, one after the other
 */
record NothingFigures(boolean quick, NothingBench.Effort effort, List<Map<Contender, Measured>> rounds) {
    NothingFigures {
        rounds = List.copyOf(rounds);
    }

    /**
     * One contender in one round.
     *
     * @param slow   milliseconds of each run, begun {@link NothingBench#SLOW} times a second
     * @param brisk  the same, {@link NothingBench#BRISK} times a second
     * @param perSecond runs that ended in a second while {@link NothingBench#IN_FLIGHT} were on their way
     */
    record Measured(Samples slow, Samples brisk, double perSecond) {

        /** The time that a run takes up when many are on their way; the larger, the worse, like the others. */
        double millisecondsEach() {
            return 1000 / perSecond;
        }
    }

    List<Measured> of(Contender contender) {
        return rounds.stream()
                .map(round -> requireNonNull(round.get(contender)))
                .toList();
    }

    /** How many times the peer's value ours is, in each round. */
    Samples ratios(Contender peer, ToDoubleFunction<Measured> value) {
        return Samples.of(
                rounds,
                round -> value.applyAsDouble(requireNonNull(round.get(Contender.MILLRACE)))
                        / value.applyAsDouble(requireNonNull(round.get(peer))));
    }
}
