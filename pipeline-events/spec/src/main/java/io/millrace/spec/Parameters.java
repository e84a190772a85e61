package io.millrace.spec;

import io.millrace.events.PipelineSpec;
import io.millrace.events.PipelineSpec.Evaluate;
import io.millrace.events.PipelineSpec.Train;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Parameters that a registration gives, put over those of the spec. */
public final class Parameters {
    private Parameters() {}

    /**
     * The spec with {@code given} in its {@code train} and {@code evaluate} sections: over what stands there, and added
     * where it does not. The order of the file stays, what is new comes last.
     */
    public static PipelineSpec withParameters(PipelineSpec spec, Map<String, Object> given) {
        return new PipelineSpec(
                spec.model(),
                spec.owner(),
                spec.concurrency(),
                spec.build(),
                spec.train().map(train -> with(train, given)),
                spec.evaluate().map(evaluate -> with(evaluate, given)),
                spec.deploy());
    }

    private static Train with(Train train, Map<String, Object> given) {
        return new Train(
                train.command(),
                merged(train.parameters(), given),
                train.env(),
                train.resources(),
                train.timeout(),
                train.retries());
    }

    private static Evaluate with(Evaluate evaluate, Map<String, Object> given) {
        return new Evaluate(
                evaluate.command(),
                merged(evaluate.parameters(), given),
                evaluate.env(),
                evaluate.resources(),
                evaluate.timeout(),
                evaluate.retries(),
                evaluate.gates());
    }

    private static Map<String, Object> merged(Map<String, Object> spec, Map<String, Object> given) {
        var merged = new LinkedHashMap<>(spec);
        merged.putAll(given);
        return Collections.unmodifiableMap(merged);
    }
}
