package io.millrace.events;

import java.util.Optional;
import java.util.regex.Pattern;

/** Foreign text made fit for a message to a person. */
final class Text {
    private static final int EXCERPT_CHARS = 60;
    private static final int MAX_REASON_CHARS = 500;
    /** What could break a line, hide behind another character or turn the reading direction. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private static final Pattern INVISIBLE_IN_LINES = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}&&[^\n]]");

    private Text() {}

    /** The start of a value that somebody else chose, on one line and without control characters. */
    static String excerpt(String value) {
        return line(value, EXCERPT_CHARS);
    }

    /** The text on one line without control characters, cut to {@code maxChars}. */
    static String line(String text, int maxChars) {
        String start = text.length() <= maxChars ? text : text.substring(0, maxChars - 1) + "…";
        return INVISIBLE.matcher(start).replaceAll("?");
    }

    /** The last {@code maxChars} of a text of several lines, without control characters. */
    static String end(String lines, int maxChars) {
        String end = lines.length() <= maxChars ? lines : "…" + lines.substring(lines.length() - maxChars + 1);
        return INVISIBLE_IN_LINES.matcher(end).replaceAll("?");
    }

    /** What a person gave as the reason for a command; empty when that says nothing. */
    static Optional<String> reason(Optional<String> given) {
        return given.map(text -> line(text, MAX_REASON_CHARS)).filter(text -> !text.isBlank());
    }

    static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
