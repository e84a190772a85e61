package io.millrace.bench;

import io.millrace.events.Stage;
import java.util.Map;

/**
 * How long a run through the pipeline took, in milliseconds.
 *
 * @param stages   from the record before the stage, {@code model.registered} for the first, to the stage's own outcome
 * @param handOver the part of it until the stage says that it is at work
 * @param seen     from the call that registers to the moment at which a consumer has {@code model.deployed}
 */
record RunTimes(Map<Stage, Double> stages, Map<Stage, Double> handOver, double seen) {
    RunTimes {
        stages = Map.copyOf(stages);
        handOver = Map.copyOf(handOver);
    }

    /** From the record {@code model.registered} to the record {@code model.deployed}. */
    double total() {
        return stages.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
