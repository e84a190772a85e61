package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MetricsTest {
    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refuse_what_is_not_a_finite_number(double value) {
        assertThatThrownBy(() -> new Metrics(Map.of("loss", value)))
                .hasMessage("metric 'loss' is " + value + "; report a finite number or leave it out");
    }

    @Test
    void refuse_a_missing_value() {
        var values = new TreeMap<String, Double>();
        values.put("loss", null);

        assertThatThrownBy(() -> new Metrics(values))
                .hasMessage("metric 'loss' is null; report a finite number or leave it out");
    }

    @Test
    void are_in_order_of_their_names() {
        assertThat(new Metrics(Map.of("b", 2.0, "c", 3.0, "a", 1.0)).values())
                .containsExactly(Map.entry("a", 1.0), Map.entry("b", 2.0), Map.entry("c", 3.0));
    }

    @Test
    void do_not_change_with_the_map_that_they_came_from() {
        var values = new TreeMap<>(Map.of("loss", 0.5));
        var metrics = new Metrics(values);

        values.put("loss", 0.1);

        assertThat(metrics.find("loss")).contains(0.5);
    }

    @Test
    void cannot_be_changed() {
        assertThatThrownBy(() -> new Metrics(Map.of()).values().put("loss", 0.5))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void may_be_none() {
        assertThat(Metrics.NONE.isEmpty()).isTrue();
        assertThat(Metrics.NONE.find("loss")).isEmpty();
    }
}
