package io.millrace.events;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * W3C trace context: a trace, and the span in it that something was sent from. Like the ids of events, both are functions
 * of their cause, so that workers agree on them without asking, and after a crash.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId  16 hexadecimal digits
 * @param flags   2 hexadecimal digits; the lowest bit says whether the trace is to be recorded
 */
public record TraceContext(String traceId, String spanId, String flags) {
    private static final String RECORDED = "01";
    private static final Pattern TRACE = Pattern.compile("(?!0{32})[0-9a-f]{32}");
    private static final Pattern SPAN = Pattern.compile("(?!0{16})[0-9a-f]{16}");
    private static final Pattern FLAGS = Pattern.compile("[0-9a-f]{2}");
    /** Version, trace id, span id and flags. */
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(" + TRACE + ")-(" + SPAN + ")-(" + FLAGS + ")");

    public TraceContext {
        if (!TRACE.matcher(traceId).matches()
                || !SPAN.matcher(spanId).matches()
                || !FLAGS.matcher(flags).matches()) {
            throw new IllegalArgumentException("no trace context: " + Text.excerpt(traceId) + ", "
                    + Text.excerpt(spanId) + ", " + Text.excerpt(flags));
        }
    }

    /** Empty where the text is none: a stranger's mistake in it is no reason to refuse what else was sent. */
    public static Optional<TraceContext> parse(String traceparent) {
        var parts = TRACEPARENT.matcher(traceparent);
        return parts.matches()
                ? Optional.of(new TraceContext(parts.group(1), parts.group(2), parts.group(3)))
                : Optional.empty();
    }

    /** The trace of a run whose registration brought none. */
    public static TraceContext of(RunId run) {
        return new TraceContext(hex(run.value(), 0, 16), hex(run.value(), 16, 24), RECORDED);
    }

    /** Another span of the same trace, recorded if this one is. The same name gives the same span. */
    public TraceContext child(String name) {
        return new TraceContext(traceId, hex(name, 16, 24), flags);
    }

    public boolean isRecorded() {
        return (Integer.parseInt(flags, 16) & 1) == 1;
    }

    private static String hex(String of, int from, int to) {
        return HexFormat.of().formatHex(Hashes.sha256(of), from, to);
    }

    /** As the header {@code traceparent}. */
    @Override
    public String toString() {
        return "00-" + traceId + "-" + spanId + "-" + flags;
    }
}
