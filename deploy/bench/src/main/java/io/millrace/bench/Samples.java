package io.millrace.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** What was measured several times, in one unit; at least once. The larger a value, the worse. */
public record Samples(List<Double> values) {
    public Samples {
        values = values.stream().sorted().toList();
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
    }

    public static <T> Samples of(List<T> measured, ToDoubleFunction<T> value) {
        return new Samples(measured.stream().mapToDouble(value).boxed().toList());
    }

    /** The one in the middle; of an even number, the mean of the two. */
    public double median() {
        int upper = values.size() / 2;
        return values.size() % 2 == 1 ? values.get(upper) : (values.get(upper - 1) + values.get(upper)) / 2;
    }

    /** The least that so many percent of all do not exceed. */
    public double percentile(int percent) {
        return values.get((int) Math.ceil(percent * values.size() / 100.0) - 1);
    }

    /** All of several measurements together. */
    static Samples together(List<Samples> parts) {
        return new Samples(parts.stream().flatMap(part -> part.values.stream()).toList());
    }

    public double worst() {
        return values.getLast();
    }

    public int count() {
        return values.size();
    }
}
