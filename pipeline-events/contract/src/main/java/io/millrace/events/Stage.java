package io.millrace.events;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** A stage of the pipeline's life cycle, in the order in which a run meets them. */
public enum Stage {
    BUILD("builder"),
    TRAIN("trainer"),
    EVALUATE("evaluator"),
    DEPLOY("deployer"),
    MONITOR("monitor"),
    /** A stage that a newer producer knows and this consumer does not. */
    @JsonEnumDefaultValue
    UNKNOWN("unknown");

    private final String worker;

    Stage(String worker) {
        this.worker = worker;
    }

    /** The worker that owns the stage, as in topic names and process names: {@code builder}. */
    public String worker() {
        return worker;
    }

    /** As written in events: {@code build}. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return wireName();
    }
}
