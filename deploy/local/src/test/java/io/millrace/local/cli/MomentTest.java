package io.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MomentTest {
    static final Instant NOW = Instant.parse("2026-01-31T09:00:00Z");

    final Moment moment = new Moment(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void is_so_long_ago() {
        assertThat(moment.convert("90s")).isEqualTo(NOW.minusSeconds(90));
        assertThat(moment.convert("30m")).isEqualTo(NOW.minus(Duration.ofMinutes(30)));
        assertThat(moment.convert("2h")).isEqualTo(NOW.minus(Duration.ofHours(2)));
        assertThat(moment.convert("7d")).isEqualTo(NOW.minus(Duration.ofDays(7)));
    }

    @Test
    void is_a_time_here_or_in_Greenwich() {
        Instant nineHere = LocalDateTime.of(2026, 1, 31, 9, 0)
                .atZone(ZoneId.systemDefault())
                .toInstant();

        assertThat(moment.convert("2026-01-31T09:00:00Z")).isEqualTo(NOW);
        assertThat(moment.convert("2026-01-31 09:00")).isEqualTo(nineHere);
        assertThat(moment.convert("2026-01-31T09:00:00")).isEqualTo(nineHere);
        assertThat(moment.convert(Moment.text(NOW))).as("as it is listed").isEqualTo(NOW);
        assertThat(moment.convert("2026-01-31")).isEqualTo(nineHere.minus(Duration.ofHours(9)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "-2h", "2w", "2026-01-32", "9999999d", "09:00"})
    void is_nothing_else(String text) {
        assertThatThrownBy(() -> moment.convert(text)).hasMessageStartingWith("'" + text + "' is no time; write ");
    }
}
