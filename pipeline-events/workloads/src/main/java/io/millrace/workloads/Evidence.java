package io.millrace.workloads;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;

/** The end of a log as it is shown in an alert: few lines, redacted, at most 4 KiB. */
final class Evidence {
    private static final int MAX_LINES = 20;
    private static final int MAX_LINE_CHARS = 500;
    private static final int MAX_BYTES = 4096;

    private Evidence() {}

    static String of(List<String> lines) {
        var kept = new ArrayDeque<String>();
        int bytes = 0;
        for (String line : lines.reversed()) {
            String fit = line(line);
            bytes += fit.getBytes(StandardCharsets.UTF_8).length + 1;
            if (kept.size() == MAX_LINES || bytes > MAX_BYTES) {
                break;
            }
            kept.addFirst(fit);
        }
        return String.join("\n", kept);
    }

    /** Cut first: redaction then has little to search. */
    static String line(String line) {
        return Redaction.of(Excerpt.of(line.replace('\t', ' '), MAX_LINE_CHARS));
    }
}
