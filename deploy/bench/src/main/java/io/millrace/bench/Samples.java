package io.millrace.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** What was measured several times, in one unit; at least once. The larger a value, the worse. */
record Samples(List<Double> values) {
    Samples {
        values = values.stream().sorted().toList();
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
    }

    static <T> Samples of(List<T> measured, ToDoubleFunction<T> value) {
        return new Samples(measured.stream().mapToDouble(value).boxed().toList());
    }

    /** The one in the middle; of an even number, the mean of the two. */
    double median() {
        int upper = values.size() / 2;
        return values.size() % 2 == 1 ? values.get(upper) : (values.get(upper - 1) + values.get(upper)) / 2;
    }

    /** The least that so many percent of all do not exceed. */
    double percentile(int percent) {
        return values.get((int) Math.ceil(percent * values.size() / 100.0) - 1);
    }

    /** All of several measurements together. */
    static Samples together(List<Samples> parts) {
        return new Samples(parts.stream().flatMap(part -> part.values.stream()).toList());
    }

    double worst() {
        return values.getLast();
    }

    int count() {
        return values.size();
    }
}
