package io.millrace.monitor.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PaceTest {
    private static final Pace PACE = new Pace(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofHours(1));

    @ParameterizedTest
    @CsvSource({"1, PT1S", "2, PT2S", "3, PT4S", "6, PT32S", "7, PT1M", "1000000, PT1M"})
    void waits_twice_as_long_after_each_try_up_to_a_ceiling(int failedTries, Duration expected) {
        assertThat(PACE.after(failedTries, Optional.empty(), 0)).isEqualTo(expected);
    }

    @Test
    void what_failed_together_does_not_come_back_together() {
        assertThat(PACE.after(3, Optional.empty(), 0.5)).isEqualTo(Duration.ofSeconds(3));
        assertThat(PACE.after(3, Optional.empty(), 0.999)).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2_010));
    }

    @ParameterizedTest
    @CsvSource({"PT10S, PT10S", "PT0.1S, PT1S", "PT59M, PT59M", "P7D, PT1H"})
    void a_sink_is_given_the_time_that_it_asks_for_but_no_more_than_an_hour(Duration asked, Duration expected) {
        assertThat(PACE.after(1, Optional.of(asked), 0)).isEqualTo(expected);
    }
}
