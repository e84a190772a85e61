package io.millrace.events;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * The run is over; exactly one per round, after the alert if there is one.
 *
 * @param stage   the stage that ended it
 * @param alertId of the alert that tells why; absent when all went well
 */
public record RunEnded(RunRef run, Result result, Stage stage, Optional<String> alertId) implements PipelineEvent {

    /** How a run ended. */
    public enum Result {
        @JsonProperty("deployed")
        DEPLOYED,
        /** All that the spec asks for is done, and it asks for no deployment. */
        @JsonProperty("finished")
        FINISHED,
        /** Judged, and not good enough. */
        @JsonProperty("rejected")
        REJECTED,
        @JsonProperty("failed")
        FAILED,
        @JsonProperty("cancelled")
        CANCELLED,
        /** A newer version got to production first. */
        @JsonProperty("superseded")
        SUPERSEDED,
        /** Its version served, and was taken out of production because somebody asked for that. */
        @JsonProperty("removed")
        REMOVED,
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
