package io.millrace.monitor.rest;

import io.millrace.events.ModelName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads query parameters; what cannot be read is refused with what would be allowed. */
final class Parameters {
    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 10_000;
    static final Duration MAX_WAIT = Duration.ofSeconds(60);

    private static final Pattern WAIT = Pattern.compile("(\\d{1,6})(ms|s|m)");

    private Parameters() {}

    /** One of an enum's constants, by what it prints as. */
    static <E extends Enum<E>> Optional<E> oneOf(String parameter, @Nullable String value, Class<E> type) {
        if (value == null) {
            return Optional.empty();
        }
        List<E> all = List.of(type.getEnumConstants());
        return Optional.of(all.stream()
                .filter(constant -> constant.toString().equals(value))
                .findFirst()
                .orElseThrow(() -> new Refusal(Problem.badParameter(
                        parameter, value, all.stream().map(E::toString).toList()))));
    }

    static Optional<ModelName> model(@Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        if (!ModelName.isValid(value)) {
            throw new Refusal(Problem.badParameter(
                    "model",
                    value,
                    List.of("1 to 40 characters of a-z, 0-9 and '-', not starting or ending with '-'")));
        }
        return Optional.of(new ModelName(value));
    }

    static int limit(@Nullable String value) {
        return limit(value, MAX_LIMIT);
    }

    static int limit(@Nullable String value, int most) {
        if (value == null) {
            return DEFAULT_LIMIT;
        }
        if (value.matches("\\d{1,5}")) {
            int limit = Integer.parseInt(value);
            if (limit >= 1 && limit <= most) {
                return limit;
            }
        }
        throw new Refusal(Problem.badParameter("limit", value, List.of("1 to " + most)));
    }

    /** As in {@code 500ms}, {@code 30s} or {@code 1m}; zero when there is none. */
    static Duration wait(@Nullable String value) {
        if (value == null) {
            return Duration.ZERO;
        }
        Matcher text = WAIT.matcher(value);
        if (text.matches()) {
            long number = Long.parseLong(text.group(1));
            Duration wait =
                    switch (text.group(2)) {
                        case "ms" -> Duration.ofMillis(number);
                        case "s" -> Duration.ofSeconds(number);
                        default -> Duration.ofMinutes(number);
                    };
            if (wait.compareTo(MAX_WAIT) <= 0) {
                return wait;
            }
        }
        throw new Refusal(Problem.badParameter(
                "wait", value, List.of("a number and ms, s or m, at most " + MAX_WAIT.toSeconds() + "s")));
    }
}
