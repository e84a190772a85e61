package io.millrace.monitor.view;

import io.millrace.events.Failure;
import io.millrace.events.Metrics;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Cuts what others wrote down to a size that a list of ten thousand runs can carry. */
final class Excerpts {
    static final int MESSAGE_CHARS = 1_000;
    static final int EVIDENCE_CHARS = 4_000;
    static final int METRICS = 200;

    private Excerpts() {}

    static String message(String text) {
        return text.length() <= MESSAGE_CHARS ? text : text.substring(0, MESSAGE_CHARS) + "…";
    }

    /** The end of a log says more than its beginning. */
    static Failure failure(Failure failure) {
        return new Failure(
                failure.kind(),
                message(failure.code()),
                message(failure.summary()),
                message(failure.remedy()),
                failure.evidence()
                        .map(log -> log.length() <= EVIDENCE_CHARS
                                ? log
                                : "…" + log.substring(log.length() - EVIDENCE_CHARS)));
    }

    /** The first {@link #METRICS} in the order of their names. */
    static Metrics metrics(Metrics metrics) {
        if (metrics.values().size() <= METRICS) {
            return metrics;
        }
        return new Metrics(metrics.values().entrySet().stream()
                .limit(METRICS)
                .collect(Collectors.toMap(
                        entry -> entry.getKey(), entry -> entry.getValue(), (a, b) -> a, TreeMap::new)));
    }
}
