package io.millrace.events;

import java.util.Optional;

/**
 * One gate of the spec, judged.
 *
 * @param gate     as it stands in the spec
 * @param verdict  {@link Verdict#PASSED}, {@link Verdict#FAILED} or {@link Verdict#ERROR}
 * @param value    what was measured; absent when nobody reported the metric
 * @param champion what the model in production reached; absent when there is none or the gate does not ask
 * @param message  for a person: the numbers compared
 */
public record GateResult(
        PipelineSpec.Gate gate, Verdict verdict, Optional<Double> value, Optional<Double> champion, String message) {
    public GateResult {
        PipelineSpec.requireFinite("value", value);
        PipelineSpec.requireFinite("champion", champion);
    }
}
