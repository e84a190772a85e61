package io.millrace.events;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * An event and what CloudEvents puts around it.
 *
 * @param id            recognises a second copy, see {@link EventIds}; 1 to 512 characters without control characters
 * @param source        who published it, for example {@code /millrace/builder}
 * @param time          for people; no decision is made on it
 * @param attempt       which automatic try of the stage published it, from 1; 0 where that means nothing
 * @param causationId   id of the event that led to this one
 * @param correlationId id of the registration that all of it goes back to
 * @param traceparent   W3C trace context; absent too where the one that came was not valid, as W3C asks for
 */
public record Envelope(
        String id,
        URI source,
        Instant time,
        int attempt,
        Optional<String> causationId,
        Optional<String> correlationId,
        Optional<String> traceparent,
        PipelineEvent event) {
    private static final int MAX_CHARS = 512;

    public Envelope {
        requireShort("id", id);
        requireShort("source", source.toString());
        causationId.ifPresent(cause -> requireShort("causationid", cause));
        correlationId.ifPresent(root -> requireShort("correlationid", root));
        if (attempt < 0) {
            throw new IllegalArgumentException("attempt is " + attempt + ", expected 0 or more");
        }
        traceparent = traceparent.filter(text -> TraceContext.parse(text).isPresent());
    }

    /** An event that nothing led to: a registration. It starts a trace, which is a function of its source and id. */
    public static Envelope first(String id, URI source, Instant time, PipelineEvent event) {
        return new Envelope(
                id,
                source,
                time,
                0,
                Optional.empty(),
                Optional.of(id),
                Optional.of(TraceContext.of(RunId.of(source, id)).toString()),
                event);
    }

    /** An event that this one led to: same correlation, same trace. */
    public Envelope causes(String newId, URI newSource, Instant now, int newAttempt, PipelineEvent effect) {
        return new Envelope(
                newId,
                newSource,
                now,
                newAttempt,
                Optional.of(id),
                correlationId.or(() -> Optional.of(id)),
                Optional.of(trace().child(newId).toString()),
                effect);
    }

    /**
     * The trace that the event belongs to, and its own span in it. Without a valid trace context it is the one of its
     * run, so that all who read it come to the same.
     */
    public TraceContext trace() {
        return traceparent
                .flatMap(TraceContext::parse)
                .orElseGet(
                        () -> TraceContext.of(event.runRef().map(RunRef::run).orElseGet(() -> RunId.of(source, id))));
    }

    private static void requireShort(String attribute, String value) {
        if (value.isBlank() || value.length() > MAX_CHARS || Text.hasControl(value)) {
            throw new IllegalArgumentException(attribute + " is '" + Text.excerpt(value) + "' (" + value.length()
                    + " characters), expected 1 to " + MAX_CHARS + " characters without control characters");
        }
    }
}
