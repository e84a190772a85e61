package io.millrace.worker.trace;

import io.millrace.events.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A stretch of time in a trace, told when it is over.
 *
 * @param trace      whose span id is this span's own
 * @param parent     the span id of what it is a part of, or follows from; absent for the first of a trace
 * @param attributes texts and whole numbers
 * @param error      why it did not come out well
 */
public record Span(
        TraceContext trace,
        Optional<String> parent,
        Kind kind,
        String name,
        Instant start,
        Instant end,
        Map<String, Object> attributes,
        Optional<String> error) {
    /** Nothing here takes longer. What a stranger's clock says is not believed beyond it. */
    private static final Duration LONGEST = Duration.ofDays(30);

    public Span {
        attributes = Map.copyOf(attributes);
        if (start.isAfter(end) || start.isBefore(end.minus(LONGEST))) {
            start = end;
        }
    }

    /** What went well. */
    public Span(
            TraceContext trace,
            Optional<String> parent,
            Kind kind,
            String name,
            Instant start,
            Instant end,
            Map<String, Object> attributes) {
        this(trace, parent, kind, name, start, end, attributes, Optional.empty());
    }

    /** After OpenTelemetry. */
    public enum Kind {
        /** Work of a worker. */
        INTERNAL,
        /** Somebody asked for it and is answered. */
        SERVER,
        /** An event was published. */
        PRODUCER,
        /** An event was read. */
        CONSUMER
    }
}
