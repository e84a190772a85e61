package io.millrace.monitor.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OutcomeTest {
    private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");

    private static Outcome of(int status) {
        return Outcome.of(status, Optional.empty(), "", NOW);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204})
    void it_is_delivered(int status) {
        assertThat(of(status)).isEqualTo(new Outcome.Delivered());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 415, 422})
    void it_is_refused_for_what_it_is(int status) {
        assertThat(Outcome.of(status, Optional.empty(), "invalid_blocks", NOW))
                .isEqualTo(new Outcome.Refused("HTTP " + status + ": invalid_blocks"));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 301, 307, 401, 403, 404, 408, 410, 429, 500, 502, 503, 504})
    void it_waits_for_what_somebody_can_put_right(int status) {
        assertThat(of(status)).isInstanceOf(Outcome.NotNow.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"7 | PT7S", "Mon, 05 Jan 2026 09:02:00 GMT | PT2M", "' 3 ' | PT3S"})
    void the_sink_may_say_how_long_to_wait(String retryAfter, Duration expected) {
        assertThat(Outcome.of(503, Optional.of(retryAfter), "", NOW))
                .isEqualTo(new Outcome.NotNow("HTTP 503", Optional.of(expected)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "0", "99999999999999999999", "Mon, 05 Jan 2026 08:00:00 GMT"})
    void what_says_no_length_of_time_is_passed_over(String retryAfter) {
        assertThat(Outcome.of(503, Optional.of(retryAfter), "", NOW)).isEqualTo(new Outcome.NotNow("HTTP 503"));
    }
}
