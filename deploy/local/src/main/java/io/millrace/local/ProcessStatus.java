package io.millrace.local;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a process of the stack is.
 *
 * @param pid         null in JSON, absent when it does not run
 * @param residentMiB memory that it occupies; absent when it does not run or the system does not tell
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonPropertyOrder({"name", "pid", "port", "health", "residentMiB"})
public record ProcessStatus(String name, OptionalLong pid, int port, Health health, OptionalLong residentMiB) {

    /** Whether a process does its work. */
    public enum Health {
        @JsonProperty("ready")
        READY,
        /** It runs and does not do its work: it is starting, or waits for a neighbour. */
        @JsonProperty("not-ready")
        NOT_READY,
        @JsonProperty("stopped")
        STOPPED
    }

    static ProcessStatus of(Part part, Optional<ProcessRecord> running) {
        if (running.isEmpty()) {
            return new ProcessStatus(
                    part.name(), OptionalLong.empty(), part.port(), Health.STOPPED, OptionalLong.empty());
        }
        long pid = running.get().pid();
        OptionalLong bytes = new OsProcess(pid).residentBytes();
        return new ProcessStatus(
                part.name(),
                OptionalLong.of(pid),
                running.get().port(),
                part.isReady() ? Health.READY : Health.NOT_READY,
                bytes.isPresent() ? OptionalLong.of(bytes.getAsLong() >> 20) : bytes);
    }
}
