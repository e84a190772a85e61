package io.millrace.events;

import java.net.URI;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event and what CloudEvents puts around it.
 *
 * @param id            recognises a second copy; see {@link EventIds}
 * @param source        who published it, for example {@code /millrace/builder}
 * @param time          for people; no decision is made on it
 * @param attempt       which automatic try of the stage published it, from 1; 0 where that means nothing
 * @param causationId   id of the event that led to this one
 * @param correlationId id of the registration that all of it goes back to
 * @param traceparent   W3C trace context
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

    /** An event that nothing led to: a registration. It starts a trace, which is a function of its id. */
    public static Envelope first(String id, URI source, Instant time, PipelineEvent event) {
        return new Envelope(
                id, source, time, 0, Optional.empty(), Optional.of(id), Optional.of(traceparent(null, id)), event);
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
                Optional.of(traceparent(traceparent.orElse(null), newId)),
                effect);
    }

    /** The trace that the event belongs to: 32 hexadecimal digits; empty without a valid trace context. */
    public Optional<String> traceId() {
        return traceparent.filter(Envelope::isTraceparent).map(parent -> parent.substring(3, 35));
    }

    private static String traceparent(@Nullable String parent, String spanOf) {
        String trace = parent != null && isTraceparent(parent) ? parent.substring(3, 35) : hex(spanOf, 0, 16);
        return "00-" + trace + "-" + hex(spanOf, 16, 24) + "-01";
    }

    private static boolean isTraceparent(String text) {
        return text.matches("[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    }

    private static String hex(String of, int from, int to) {
        return HexFormat.of().formatHex(Hashes.sha256(of), from, to);
    }
}
