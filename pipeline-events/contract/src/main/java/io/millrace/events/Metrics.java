package io.millrace.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Numbers that a workload reported, unitless, by name; for example {@code accuracy}. Finite, in order of names. */
public record Metrics(@JsonValue SortedMap<String, Double> values) {
    public static final Metrics NONE = new Metrics(Map.of());

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Metrics(Map<String, Double> values) {
        this((SortedMap<String, Double>) new TreeMap<>(values));
    }

    public Metrics {
        var copy = new TreeMap<String, Double>();
        copy.putAll(values);
        copy.forEach(Metrics::requireFinite);
        values = Collections.unmodifiableSortedMap(copy);
    }

    private static void requireFinite(String name, @Nullable Double value) {
        if (value == null || !Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "metric '" + Text.excerpt(name) + "' is " + value + "; report a finite number or leave it out");
        }
    }

    public Optional<Double> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }
}
