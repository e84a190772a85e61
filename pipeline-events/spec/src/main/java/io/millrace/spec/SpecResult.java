package io.millrace.spec;

import io.millrace.events.PipelineSpec;
import java.util.List;

/** What reading a {@code millrace.yaml} came to. */
public sealed interface SpecResult {

    /** All is well; defaults are filled in. */
    record Valid(PipelineSpec spec) implements SpecResult {}

    /**
     * Somebody must change the file.
     *
     * @param problems every mistake found, in the order of the file; never empty
     */
    record Invalid(List<Problem> problems) implements SpecResult {
        public Invalid {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("a spec is invalid without a problem");
            }
        }
    }
}
