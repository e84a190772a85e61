package io.millrace.builder.ingress;

import java.time.Duration;

/**
 * How much of a body is taken.
 *
 * @param maxBytes       of the largest one
 * @param within         how long its sender may take
 * @param tooLargeRemedy what to do about one that has more
 */
public record Limits(long maxBytes, Duration within, String tooLargeRemedy) {}
