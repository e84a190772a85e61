package io.millrace.builder.ingress;

import io.millrace.events.Envelope;
import io.millrace.events.ModelRegistered;
import io.millrace.events.RunId;
import io.millrace.events.TraceContext;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * A model's version that somebody wants in production.
 *
 * @param source      of the event; with the id it makes the registration the same
 * @param id          of the event
 * @param traceparent W3C trace context that it goes on with; absent: it starts a trace
 */
public record Registration(URI source, String id, ModelRegistered event, Optional<String> traceparent) {

    /** The run that it starts. */
    public RunId run() {
        return RunId.of(source, id);
    }

    /** The trace context that it came with; absent if that is not valid. */
    Optional<TraceContext> sender() {
        return traceparent.flatMap(TraceContext::parse);
    }

    /** The trace that it belongs to. */
    TraceContext trace() {
        return sender().orElseGet(() -> TraceContext.of(run()));
    }

    /** The same, from another span. */
    Registration within(TraceContext span) {
        return new Registration(source, id, event, Optional.of(span.toString()));
    }

    /**
     * The event that it becomes.
     *
     * @throws IllegalArgumentException if source or id are ones that no reader accepts
     */
    public Envelope envelope(Instant now) {
        var first = Envelope.first(id, source, now, event);
        return traceparent.isEmpty()
                ? first
                : new Envelope(
                        id, source, now, first.attempt(), Optional.empty(), first.correlationId(), traceparent, event);
    }
}
