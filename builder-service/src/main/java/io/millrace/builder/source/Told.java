package io.millrace.builder.source;

import java.util.Locale;

/** Foreign names and sizes made fit for a message to a person. */
public final class Told {
    private static final int MAX_CHARS = 200;

    private Told() {}

    /** What a stranger wrote: in quotes, without control characters, and not too much of it. */
    public static String quoted(String text) {
        String clean = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
        return "'" + (clean.length() <= MAX_CHARS ? clean : clean.substring(0, MAX_CHARS) + "…") + "'";
    }

    /** For example {@code 340 KiB}. */
    public static String bytes(long count) {
        if (count < 1024) {
            return count + " bytes";
        }
        int power = (63 - Long.numberOfLeadingZeros(count)) / 10;
        double value = count / (double) (1L << 10 * power);
        return String.format(Locale.ROOT, value < 10 ? "%.1f %siB" : "%.0f %siB", value, "KMGTPE".charAt(power - 1));
    }
}
