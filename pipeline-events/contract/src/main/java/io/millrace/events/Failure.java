package io.millrace.events;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * Why something did not work, told so that a person can act on it.
 *
 * <p>Much of it may be what strangers wrote: texts are cut and freed of control characters here, so that every failure
 * can be told in an event.
 *
 * @param kind     decides the treatment
 * @param code     stable, lower-case with hyphens, for example {@code gate-missed}; consumers may decide on it
 * @param summary  one sentence that names what, where and which value; one line of at most 2,000 characters
 * @param remedy   one sentence that says what to do; one line of at most 2,000 characters
 * @param evidence the last lines of a log, an object's reference; redacted, the last 8,000 characters
 */
public record Failure(Kind kind, String code, String summary, String remedy, Optional<String> evidence) {
    private static final int MAX_SENTENCE_CHARS = 2_000;
    private static final int MAX_EVIDENCE_CHARS = 8_000;

    public Failure {
        summary = Text.line(summary, MAX_SENTENCE_CHARS);
        remedy = Text.line(remedy, MAX_SENTENCE_CHARS);
        evidence = evidence.map(lines -> Text.end(lines, MAX_EVIDENCE_CHARS));
    }

    /** What kind of failure it is: one treatment each. A closed list for writers, open for readers. */
    public enum Kind {
        /** The model's authors must change something. Alert, no retry. */
        @JsonProperty("user-error")
        USER_ERROR,
        /** A neighbour is away or a process was lost. Retried with back-off, then an alert. */
        @JsonProperty("transient")
        TRANSIENT,
        /** Nothing here can ever run it. Alert at once. */
        @JsonProperty("capacity")
        CAPACITY,
        /** It took longer than it may. Retried like a transient failure. */
        @JsonProperty("timeout")
        TIMEOUT,
        /** Somebody asked for it to stop. */
        @JsonProperty("cancelled")
        CANCELLED,
        /** A record that breaks the contract. Dead letter and alert. */
        @JsonProperty("invalid-event")
        INVALID_EVENT,
        /** Millrace itself is at fault. Alert, no retry. */
        @JsonProperty("internal")
        INTERNAL,
        /** A kind that a newer producer knows. */
        @JsonEnumDefaultValue
        @JsonProperty("unknown")
        UNKNOWN
    }

    public static Failure userError(String code, String summary, String remedy) {
        return new Failure(Kind.USER_ERROR, code, summary, remedy, Optional.empty());
    }

    public static Failure transientFailure(String code, String summary, String remedy) {
        return new Failure(Kind.TRANSIENT, code, summary, remedy, Optional.empty());
    }

    public Failure withEvidence(String lines) {
        return new Failure(kind, code, summary, remedy, lines.isBlank() ? Optional.empty() : Optional.of(lines));
    }
}
