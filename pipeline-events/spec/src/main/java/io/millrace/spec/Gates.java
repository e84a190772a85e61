package io.millrace.spec;

import io.millrace.events.PipelineSpec.Gate;
import java.util.List;
import java.util.Optional;

/** The bars that a metric must clear. */
final class Gates {
    private static final String EXAMPLE = "for example {metric: accuracy, min: 0.9}";

    private Gates() {}

    static Optional<List<Gate>> read(Field field) {
        return field.list(item -> item.section().map(Gates::gate), "write a list of gates, " + EXAMPLE);
    }

    private static Gate gate(Section section) {
        String metric = section.require("metric", "name the metric to judge, " + EXAMPLE)
                .flatMap(Gates::name)
                .orElse("");
        Optional<String> slice = section.find("slice").flatMap(Gates::name);
        Optional<Field> least = section.find("min");
        Optional<Field> most = section.find("max");
        Optional<Field> drop = section.find("maxDropFromChampion");
        if (least.isEmpty() && most.isEmpty() && drop.isEmpty()) {
            section.refuse("a gate without a bound; add min, max or maxDropFromChampion, " + EXAMPLE);
        }
        section.close();
        var gate = new Gate(
                metric, slice, least.flatMap(Field::number), most.flatMap(Field::number), drop.flatMap(Gates::drop));
        least.ifPresent(min -> checkOrder(min, gate));
        return gate;
    }

    private static Optional<String> name(Field field) {
        return field.text(name -> !name.isBlank(), "a name", "write the name that evaluation reports it under");
    }

    private static Optional<Double> drop(Field field) {
        return field.number()
                .flatMap(drop -> drop >= 0
                        ? Optional.of(drop)
                        : field.wrong("a drop", "write how far the metric may fall, 0 or more"));
    }

    private static void checkOrder(Field min, Gate gate) {
        if (gate.min().isPresent()
                && gate.max().isPresent()
                && gate.min().get() > gate.max().get()) {
            min.refuse(min.told() + " is more than max, '" + gate.max().get()
                    + "'; no value passes, swap or correct them");
        }
    }
}
