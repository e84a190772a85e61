package io.millrace.monitor.sink;

import static io.millrace.monitor.view.Trip.GATE_MISSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.events.AlertRaised;
import io.millrace.events.Envelope;
import io.millrace.events.Stage;
import io.millrace.monitor.view.Trip;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FilterTest {
    private static final Notice FRAUD = Told.of(Trip.of("fraud-eu", 1).raised(Stage.EVALUATE, GATE_MISSED, 1));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | true",
                "* | true",
                "fraud-* | true",
                "digits fraud-?? | true",
                "fraud | false",
                "digits | false"
            })
    void lets_pass_the_models_that_a_pattern_fits(String patterns, boolean expected) {
        List<String> models =
                Arrays.stream(patterns.split(" ")).filter(it -> !it.isEmpty()).toList();

        assertThat(new Filter(models, Set.of()).passes(FRAUD)).isEqualTo(expected);
    }

    @Test
    void lets_pass_the_stages_that_are_named() {
        assertThat(new Filter(List.of(), Set.of(Stage.EVALUATE)).passes(FRAUD)).isTrue();
        assertThat(new Filter(List.of(), Set.of(Stage.TRAIN)).passes(FRAUD)).isFalse();
    }

    @Test
    void lets_pass_a_resolution_where_it_lets_pass_the_alert() {
        Envelope raised = Trip.of("fraud-eu", 1).raised(Stage.EVALUATE, GATE_MISSED, 1);
        Notice resolution = Told.of(Trip.of("fraud-eu", 2).resolves(raised, 2));

        assertThat(new Filter(List.of("fraud-*"), Set.of(Stage.EVALUATE)).passes(resolution))
                .isTrue();
        assertThat(new Filter(List.of("digits"), Set.of()).passes(resolution)).isFalse();
    }

    @Test
    void knows_what_belongs_to_no_model_by_a_name_of_its_own() {
        var alert = new AlertRaised(
                "a", "_unattributed/train/stage-away", Optional.empty(), Optional.empty(), Stage.TRAIN, GATE_MISSED, 1);
        Notice unattributed = Told.of(Envelope.first("a", URI.create("/millrace"), Trip.NINE, alert));

        assertThat(new Filter(List.of("_unattributed"), Set.of()).passes(unattributed))
                .isTrue();
        assertThat(new Filter(List.of("fraud-*"), Set.of()).passes(unattributed))
                .isFalse();
    }

    @Test
    void refuses_a_pattern_that_is_none() {
        assertThatThrownBy(() -> new Filter(List.of("fraud-["), Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fraud-[");
    }
}
