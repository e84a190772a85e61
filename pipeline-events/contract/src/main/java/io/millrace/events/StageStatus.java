package io.millrace.events;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** How a stage that did not fail ended. */
public enum StageStatus {
    @JsonProperty("done")
    DONE,
    /** The spec has no such stage, or there was nothing to do. */
    @JsonProperty("skipped")
    SKIPPED,
    @JsonEnumDefaultValue
    @JsonProperty("unknown")
    UNKNOWN
}
