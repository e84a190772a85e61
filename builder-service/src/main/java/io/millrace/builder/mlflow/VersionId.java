package io.millrace.builder.mlflow;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What makes a registration of a registry's version the same, and the id of its event: webhook, retry and
 * reconciliation come to the same one. Ordered by when the version was made.
 *
 * @param rule    the rule's key
 * @param created tells a version from one of the same number in a registered model that was deleted
 */
record VersionId(String rule, long number, long created) implements Comparable<VersionId> {
    private static final Pattern TEXT = Pattern.compile("([0-9a-f]{32})-([0-9]{1,18})-([0-9]{1,18})");
    private static final Comparator<VersionId> BY_AGE =
            Comparator.comparingLong(VersionId::created).thenComparingLong(VersionId::number);

    /** Empty if it is the id of something else. */
    static Optional<VersionId> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? Optional.of(
                        new VersionId(parts.group(1), Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3))))
                : Optional.empty();
    }

    @Override
    public int compareTo(VersionId other) {
        return BY_AGE.compare(this, other);
    }

    @Override
    public String toString() {
        return rule + "-" + number + "-" + created;
    }
}
