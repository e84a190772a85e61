package io.millrace.workloads;

/** Text that a workload chose, made fit for a message to a person. */
final class Excerpt {
    private Excerpt() {}

    /** The start of it, without control characters. */
    static String of(String text, int maxChars) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= maxChars ? clean : clean.substring(0, maxChars) + "…";
    }
}
