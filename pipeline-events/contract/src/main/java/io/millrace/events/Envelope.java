package io.millrace.events;

import java.net.URI;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

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
    /** Version, trace id, span id and flags. */
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    public Envelope {
        requireShort("id", id);
        requireShort("source", source.toString());
        causationId.ifPresent(cause -> requireShort("causationid", cause));
        correlationId.ifPresent(root -> requireShort("correlationid", root));
        if (attempt < 0) {
            throw new IllegalArgumentException("attempt is " + attempt + ", expected 0 or more");
        }
        traceparent = traceparent.filter(Envelope::isTraceparent);
    }

    /** An event that nothing led to: a registration. It starts a trace, which is a function of its id. */
    public static Envelope first(String id, URI source, Instant time, PipelineEvent event) {
        return new Envelope(
                id,
                source,
                time,
                0,
                Optional.empty(),
                Optional.of(id),
                Optional.of(traceparent(Optional.empty(), id)),
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
                Optional.of(traceparent(traceparent, newId)),
                effect);
    }

    /** The trace that the event belongs to: 32 hexadecimal digits; empty without a trace context. */
    public Optional<String> traceId() {
        return traceparent.map(Envelope::traceOf);
    }

    private static void requireShort(String attribute, String value) {
        if (value.isBlank() || value.length() > MAX_CHARS || Text.hasControl(value)) {
            throw new IllegalArgumentException(attribute + " is '" + Text.excerpt(value) + "' (" + value.length()
                    + " characters), expected 1 to " + MAX_CHARS + " characters without control characters");
        }
    }

    /** The parent's trace and its decision whether to record it; without a parent, a trace of its own. */
    private static String traceparent(Optional<String> parent, String spanOf) {
        String trace = parent.map(Envelope::traceOf).orElseGet(() -> hex(spanOf, 0, 16));
        String flags = parent.map(text -> text.substring(53, 55)).orElse("01");
        return "00-" + trace + "-" + hex(spanOf, 16, 24) + "-" + flags;
    }

    private static String traceOf(String traceparent) {
        return traceparent.substring(3, 35);
    }

    private static boolean isTraceparent(String text) {
        return TRACEPARENT.matcher(text).matches();
    }

    private static String hex(String of, int from, int to) {
        return HexFormat.of().formatHex(Hashes.sha256(of), from, to);
    }
}
