package io.millrace.workloads.process;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How the guardian says that the command ended: {@code exit.json}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "end")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ExitFile.Exited.class, name = "exited"),
    @JsonSubTypes.Type(value = ExitFile.Killed.class, name = "killed"),
    @JsonSubTypes.Type(value = ExitFile.NotStarted.class, name = "not-started"),
    @JsonSubTypes.Type(value = ExitFile.Deadline.class, name = "deadline"),
    @JsonSubTypes.Type(value = ExitFile.Quota.class, name = "quota"),
    @JsonSubTypes.Type(value = ExitFile.Cancelled.class, name = "cancelled"),
    @JsonSubTypes.Type(value = ExitFile.Stopped.class, name = "stopped")
})
sealed interface ExitFile {
    record Exited(int code) implements ExitFile {}

    record Killed(int signal) implements ExitFile {}

    record NotStarted(String reason) implements ExitFile {}

    record Deadline() implements ExitFile {}

    /** @param what {@code log}, {@code output folder} or {@code folders}, which are all that it may write to */
    record Quota(String what, long limit) implements ExitFile {}

    record Cancelled() implements ExitFile {}

    /** The guardian was asked to end, but nobody cancelled: the place is shut down, or the server never got healthy. */
    record Stopped() implements ExitFile {}
}
