package io.millrace.events;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The candidate was measured and judged.
 *
 * @param candidate  its metrics are those of evaluation
 * @param slices     the same metrics for parts of the data, by slice, for example {@code digit=8}
 * @param gates      every gate of the spec with its verdict, in the order of the spec
 * @param champion   generation of what was in production when the verdict was reached; absent when nothing was
 * @param dataDigest of the evaluation's data, where the evaluation reported one
 */
public record ModelEvaluated(
        RunRef run,
        StageStatus status,
        Candidate candidate,
        Verdict verdict,
        Map<String, Metrics> slices,
        List<GateResult> gates,
        Optional<Long> champion,
        Optional<String> dataDigest)
        implements StageEvent {
    public ModelEvaluated {
        slices = Map.copyOf(slices);
        gates = List.copyOf(gates);
    }

    /** Whether the run goes on to deployment. If not, the evaluator has ended it, and nobody else may. */
    public boolean goesOn() {
        return switch (verdict) {
            case PASSED -> true;
            case WARNING, NOT_JUDGED ->
                candidate.spec().deploy().map(verdict::deploys).orElse(true);
            case FAILED, INCONCLUSIVE, ERROR, UNKNOWN -> false;
        };
    }

    @Override
    public Stage stage() {
        return Stage.EVALUATE;
    }
}
