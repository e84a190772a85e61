package io.millrace.spec;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers and quantities as people write them in a spec. Empty where a text is none. */
final class Numbers {
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,40}");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,10})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})(k|M|G|T|Ki|Mi|Gi|Ti)?");
    private static final Pattern CORES = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,6})?)(m?)");
    private static final Map<String, Duration> DURATION_UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Map<String, Long> SIZE_UNITS = Map.of(
            "k",
            1_000L,
            "M",
            1_000_000L,
            "G",
            1_000_000_000L,
            "T",
            1_000_000_000_000L,
            "Ki",
            1L << 10,
            "Mi",
            1L << 20,
            "Gi",
            1L << 30,
            "Ti",
            1L << 40);
    private static final Duration LONGEST = Duration.ofDays(30);

    private Numbers() {}

    static Optional<Double> finite(String text) {
        try {
            return Optional.of(Double.valueOf(text)).filter(Double::isFinite);
        } catch (NumberFormatException e) {
            return Optional.empty(); // .inf and .nan, which are numbers to YAML
        }
    }

    static Optional<BigInteger> whole(String text) {
        return WHOLE.matcher(text).matches() ? Optional.of(new BigInteger(text)) : Optional.empty();
    }

    /** For example {@code 300ms}, {@code 30m}; more than nothing and at most 30 days. */
    static Optional<Duration> duration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Duration value = unit(DURATION_UNITS, parts.group(2)).multipliedBy(Long.parseLong(parts.group(1)));
        return Optional.of(value).filter(given -> given.isPositive() && given.compareTo(LONGEST) <= 0);
    }

    /** In bytes, for example {@code 512Mi}; more than nothing. */
    static Optional<Long> size(String text) {
        Matcher parts = SIZE.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var count = BigInteger.valueOf(Long.parseLong(parts.group(1)));
        long unit = parts.group(2) == null ? 1 : unit(SIZE_UNITS, parts.group(2));
        var bytes = count.multiply(BigInteger.valueOf(unit));
        return bytes.signum() > 0 && bytes.bitLength() < Long.SIZE ? Optional.of(bytes.longValue()) : Optional.empty();
    }

    /** For example {@code 2}, {@code 0.5} or {@code 500m}; more than nothing. */
    static Optional<Double> cores(String text) {
        Matcher parts = CORES.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        double count = Double.parseDouble(parts.group(1));
        return Optional.of("m".equals(parts.group(2)) ? count / 1000 : count).filter(cores -> cores > 0);
    }

    private static <T> T unit(Map<String, T> units, String name) {
        T unit = units.get(name);
        if (unit == null) {
            throw new IllegalStateException("a pattern lets pass a unit that is none: " + name);
        }
        return unit;
    }
}
