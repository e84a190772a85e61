package io.millrace.spec;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What a section that runs its command to an end says of how it is tried. */
record Attempts(Map<String, Object> parameters, Duration timeout, int retries) {
    private static final int MOST_RETRIES = 10;

    static Attempts read(Section section) {
        Map<String, Object> parameters =
                section.find("parameters").flatMap(JsonValues::object).orElse(Map.of());
        Duration timeout = section.find("timeout").flatMap(Attempts::duration).orElse(Duration.ofHours(1));
        int retries = section.find("retries")
                .flatMap(field -> field.count(0, MOST_RETRIES))
                .orElse(1);
        return new Attempts(parameters, timeout, retries);
    }

    static Optional<Duration> duration(Field field) {
        return field.word(
                Numbers::duration,
                "a duration of at most 30 days",
                "write a number and one of ms, s, m, h or d, for example 30m");
    }
}
