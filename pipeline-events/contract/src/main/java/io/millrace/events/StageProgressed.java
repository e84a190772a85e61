package io.millrace.events;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * How far a stage is with a run; for people and dashboards, nothing is decided on it.
 *
 * @param attempt counts automatic tries from 1; 0 before the first
 * @param message for a person; absent when the state says it all
 * @param step    the step that {@code metrics} belong to, where the workload says so
 * @param metrics reported live, not final
 */
public record StageProgressed(
        RunRef run,
        Stage stage,
        State state,
        int attempt,
        Optional<String> message,
        Optional<Long> step,
        Metrics metrics)
        implements PipelineEvent {

    /** Where a stage is with a run. */
    public enum State {
        @JsonProperty("accepted")
        ACCEPTED,
        /** For an older run of the same model, for a neighbour, or for the next attempt; the message says which. */
        @JsonProperty("waiting")
        WAITING,
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("succeeded")
        SUCCEEDED,
        @JsonProperty("failed")
        FAILED,
        @JsonProperty("skipped")
        SKIPPED,
        @JsonProperty("cancelled")
        CANCELLED,
        @JsonEnumDefaultValue
        @JsonProperty("unknown")
        UNKNOWN
    }

    @Override
    public String key() {
        return run.model().value();
    }

    @Override
    public Optional<RunRef> runRef() {
        return Optional.of(run);
    }
}
