package io.millrace.evaluator.verdict;

import io.millrace.events.Metrics;
import io.millrace.events.PipelineSpec.Gate;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured of a model version.
 *
 * @param slices     the same metrics for parts of the data, by slice
 * @param dataDigest of the data that was measured on; absent when the evaluation did not say
 */
public record Measured(Metrics metrics, Map<String, Metrics> slices, Optional<String> dataDigest) {

    /** The number that a gate asks for. */
    Optional<Double> find(Gate gate) {
        return gate.slice()
                .map(slice -> Optional.ofNullable(slices.get(slice)))
                .orElse(Optional.of(metrics))
                .flatMap(found -> found.find(gate.metric()));
    }

    /** Whether both say which data they were measured on, and it is not the same. */
    boolean onOtherDataThan(Measured other) {
        return dataDigest.isPresent() && other.dataDigest.isPresent() && !dataDigest.equals(other.dataDigest);
    }
}
