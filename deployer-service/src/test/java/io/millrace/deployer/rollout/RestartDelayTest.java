package io.millrace.deployer.rollout;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RestartDelayTest {
    final RestartDelay fresh = new RestartDelay(ofSeconds(1), ofSeconds(10));

    @Test
    void a_server_that_never_ended_starts_at_once() {
        assertThat(fresh.value()).isZero();
    }

    @Test
    void doubles_up_to_its_bound() {
        Stream<Duration> delays = Stream.iterate(fresh.ended(ZERO), before -> before.ended(ZERO))
                .map(RestartDelay::value)
                .limit(6);

        assertThat(delays)
                .containsExactly(ofSeconds(1), ofSeconds(2), ofSeconds(4), ofSeconds(8), ofSeconds(10), ofSeconds(10));
    }

    @Test
    void stays_at_its_bound_for_ever() {
        assertThat(new RestartDelay(ofSeconds(1), ofSeconds(10), 1_000_000).value())
                .isEqualTo(ofSeconds(10));
    }

    @Test
    void begins_anew_after_a_long_time_of_answering() {
        assertThat(new RestartDelay(ofSeconds(1), ofSeconds(10), 7)
                        .ended(ofMinutes(1))
                        .value())
                .isEqualTo(ofSeconds(1));
    }
}
