package io.millrace.spec;

/** The start of a text that somebody else wrote, fit for a message to a person. */
final class Excerpt {
    private static final int MAX_CHARS = 60;

    private Excerpt() {}

    static String of(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= MAX_CHARS ? clean : clean.substring(0, MAX_CHARS) + "…";
    }
}
