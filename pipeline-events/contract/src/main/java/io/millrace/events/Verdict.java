package io.millrace.events;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What the evaluator says of a candidate. Only a clear yes ever deploys by itself. */
public enum Verdict {
    @JsonProperty("passed")
    PASSED,
    /** Passed, but something deserves a look; deploys only where the spec allows it. */
    @JsonProperty("warning")
    WARNING,
    @JsonProperty("failed")
    FAILED,
    /** The evidence does not suffice. */
    @JsonProperty("inconclusive")
    INCONCLUSIVE,
    /** A gate asks for a metric that nobody reported. */
    @JsonProperty("error")
    ERROR,
    /** The spec has no gates; deploys only where the spec allows it. */
    @JsonProperty("not-judged")
    NOT_JUDGED,
    @JsonEnumDefaultValue
    @JsonProperty("unknown")
    UNKNOWN;

    /** Whether a candidate with this verdict goes to production by itself. */
    public boolean deploys(PipelineSpec.Deploy deploy) {
        return switch (this) {
            case PASSED -> true;
            case WARNING -> deploy.allowWarning();
            case NOT_JUDGED -> deploy.allowUnjudged();
            case FAILED, INCONCLUSIVE, ERROR, UNKNOWN -> false;
        };
    }
}
