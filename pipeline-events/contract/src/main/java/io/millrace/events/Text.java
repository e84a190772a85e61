package io.millrace.events;

/** Foreign text made fit for a message to a person. */
final class Text {
    private static final int EXCERPT_CHARS = 60;

    private Text() {}

    /** The start of a value that somebody else chose, without control characters. */
    static String excerpt(String value) {
        String clean = value.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= EXCERPT_CHARS ? clean : clean.substring(0, EXCERPT_CHARS) + "…";
    }
}
