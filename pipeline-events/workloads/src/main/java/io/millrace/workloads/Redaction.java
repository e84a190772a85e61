package io.millrace.workloads;

import java.util.regex.Pattern;

/**
 * Takes out of a log line what looks like a secret. It cannot know every secret; it knows the shapes in which they
 * usually get into logs.
 */
final class Redaction {
    private static final String HIDDEN = "***";

    private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/\\s@]{1,500}@");

    private static final Pattern NAMED = Pattern.compile(
            "(?i)((?:password|passwd|pwd|secret|token|credentials?|(?:api|access|secret|private)[_-]?key|authorization)"
                    + "[\"']?\\s?[=:]\\s?)(\"[^\"]*\"|'[^']*'|(?:bearer|basic)\\s\\S+|\\S+)");

    private static final Pattern KNOWN_SHAPE = Pattern.compile("(?i:\\bbearer\\s)\\S{8,}"
            + "|\\bgh[pousr]_\\w{16,}|\\bgithub_pat_\\w{16,}|\\bglpat-[\\w-]{16,}|\\bhf_\\w{16,}|\\bsk-[\\w-]{16,}"
            + "|\\bxox[abprs]-[\\w-]{8,}|\\bAKIA[0-9A-Z]{16}\\b|\\beyJ[\\w-]{8,}\\.[\\w-]+\\.[\\w-]*");

    private Redaction() {}

    static String of(String line) {
        String hidden = USER_INFO.matcher(line).replaceAll(HIDDEN + "@");
        hidden = NAMED.matcher(hidden).replaceAll("$1" + HIDDEN);
        return KNOWN_SHAPE.matcher(hidden).replaceAll(HIDDEN);
    }
}
