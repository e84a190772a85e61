package io.millrace.workloads;

/** What a metric or a slice may be called: it ends up in events, on pages and in messages. */
final class MetricName {
    static final int MAX_CHARS = 100;

    private MetricName() {}

    static boolean isFit(String name) {
        return !name.isBlank() && name.length() <= MAX_CHARS && name.chars().noneMatch(Character::isISOControl);
    }
}
