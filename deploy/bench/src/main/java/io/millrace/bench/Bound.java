package io.millrace.bench;

import java.util.Optional;
import java.util.function.DoubleFunction;

/**
 * What a figure must not exceed.
 *
 * @param most  absent where nothing is asked for
 * @param shown a value, with its unit
 */
record Bound(Optional<Double> most, DoubleFunction<String> shown) {
    static Bound of(double most, DoubleFunction<String> shown) {
        return new Bound(Optional.of(most), shown);
    }

    static Bound none(DoubleFunction<String> shown) {
        return new Bound(Optional.empty(), shown);
    }

    /** Whether it is met, for a person. */
    String verdict(Samples samples) {
        return most.map(limit -> {
                    if (samples.worst() <= limit) {
                        return "yes";
                    }
                    return samples.median() <= limit ? "at the median" : "**no**";
                })
                .orElse("–");
    }
}
