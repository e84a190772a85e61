package io.millrace.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MetricLineTest {

    @Test
    void a_line_with_a_step_is_read() {
        assertThat(MetricLine.parse("{\"metric\": \"loss\", \"value\": 0.31, \"step\": 12}"))
                .contains(new MetricLine("loss", 0.31, Optional.of(12L)));
    }

    @Test
    void a_step_may_be_missing_and_other_fields_may_be_there() {
        assertThat(MetricLine.parse("{\"metric\": \"loss\", \"value\": 1, \"phase\": \"warm-up\"}"))
                .contains(new MetricLine("loss", 1.0, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "epoch 1 of 3",
                "{",
                "{}",
                "{'metric': 'loss', 'value': 1}",
                "{\"metric\": \"loss\"}",
                "{\"metric\": \"loss\", \"value\": NaN}",
                "{\"metric\": \"loss\", \"value\": 1e999}",
                "{\"metric\": \"loss\", \"value\": \"1\"}",
                "{\"metric\": \"loss\", \"value\": true}",
                "{\"metric\": \"\", \"value\": 1}",
                "{\"metric\": \"a\\nb\", \"value\": 1}",
                "{\"metric\": 7, \"value\": 1}",
                "{\"metric\": \"loss\", \"value\": 1, \"step\": 1.5}",
                "{\"metric\": \"loss\", \"value\": 1, \"step\": 99999999999999999999}",
                "{\"metric\": \"loss\", \"value\": 1} and more",
                "{\"metric\": \"loss\", \"metric\": \"gain\", \"value\": 1}",
                " {\"metric\": \"loss\", \"value\": 1}"
            })
    void any_other_line_is_just_a_line(String line) {
        assertThat(MetricLine.parse(line)).isEmpty();
    }

    @Test
    void nothing_that_a_hostile_line_holds_does_harm() {
        String deep = "{\"metric\":" + "[".repeat(1000);
        String longName = "{\"metric\": \"" + "x".repeat(101) + "\", \"value\": 1}";

        assertThat(MetricLine.parse(deep)).isEmpty();
        assertThat(MetricLine.parse(longName)).isEmpty();
        assertThat(MetricLine.parse("{\"metric\":" + "[".repeat(1_000_000))).isEmpty();
    }
}
