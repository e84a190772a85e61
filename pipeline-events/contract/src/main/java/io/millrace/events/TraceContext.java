package io.millrace.events;

import java.util.HexFormat;
import java.util.Optional;

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
    private static final String NO_VERSION = "ff";
    private static final int TRACE_DIGITS = 32;
    private static final int SPAN_DIGITS = 16;
    private static final int PAIR = 2;
    private static final String ZEROS = "0".repeat(TRACE_DIGITS);
    /** Version, trace id, span id and flags, with a hyphen between them. */
    private static final int LENGTH = PAIR + 1 + TRACE_DIGITS + 1 + SPAN_DIGITS + 1 + PAIR;

    public TraceContext {
        if (!isId(traceId, TRACE_DIGITS) || !isId(spanId, SPAN_DIGITS) || !isHex(flags, PAIR)) {
            throw new IllegalArgumentException("no trace context: " + Text.excerpt(traceId) + ", "
                    + Text.excerpt(spanId) + ", " + Text.excerpt(flags));
        }
    }

    /** Empty where the text is none: a stranger's mistake in it is no reason to refuse what else was sent. */
    public static Optional<TraceContext> parse(String traceparent) {
        if (traceparent.length() != LENGTH) {
            return Optional.empty();
        }
        String[] parts = traceparent.split("-", -1);
        return parts.length == 4
                        && isHex(parts[0], PAIR)
                        && !parts[0].equals(NO_VERSION)
                        && isId(parts[1], TRACE_DIGITS)
                        && isId(parts[2], SPAN_DIGITS)
                        && isHex(parts[3], PAIR)
                ? Optional.of(new TraceContext(parts[1], parts[2], parts[3]))
                : Optional.empty();
    }

    /** One of zeros alone is none. */
    private static boolean isId(String text, int digits) {
        return isHex(text, digits) && !ZEROS.startsWith(text);
    }

    /** By hand: every event that is read has this looked at, and a pattern took a tenth of the time of a long log. */
    private static boolean isHex(String text, int digits) {
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
                return false;
            }
        }
        return text.length() == digits;
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
