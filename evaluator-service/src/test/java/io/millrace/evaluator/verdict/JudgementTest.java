package io.millrace.evaluator.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Failure;
import io.millrace.events.GateResult;
import io.millrace.events.Metrics;
import io.millrace.events.PipelineSpec.Gate;
import io.millrace.events.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class JudgementTest {
    private static final Gate AT_LEAST_90 = gate("accuracy", 0.9, null);
    private static final Gate NO_DROP_OVER_1 = gate("accuracy", null, 0.01);
    private static final Optional<Measured> NONE = Optional.empty();

    private static Gate gate(String metric, Double min, Double maxDrop) {
        return new Gate(
                metric, Optional.empty(), Optional.ofNullable(min), Optional.empty(), Optional.ofNullable(maxDrop));
    }

    private static Measured accuracy(double value) {
        return new Measured(new Metrics(Map.of("accuracy", value)), Map.of(), Optional.empty());
    }

    private static Measured accuracyOn(String data, double value) {
        return new Measured(new Metrics(Map.of("accuracy", value)), Map.of(), Optional.of(data));
    }

    @Nested
    class A_gate_with_a_bound {
        @Test
        void passes_at_the_bound() {
            assertThat(Judgement.of(List.of(AT_LEAST_90), accuracy(0.9), NONE).verdict())
                    .isEqualTo(Verdict.PASSED);
        }

        @Test
        void fails_below_it_and_says_both_numbers() {
            Judgement judgement = Judgement.of(List.of(AT_LEAST_90), accuracy(0.42), NONE);

            assertThat(judgement.gates())
                    .containsExactly(new GateResult(
                            AT_LEAST_90,
                            Verdict.FAILED,
                            Optional.of(0.42),
                            Optional.empty(),
                            "accuracy is 0.42, must be at least 0.9"));
        }

        @Test
        void is_an_error_when_nobody_reported_the_metric() {
            Judgement judgement = Judgement.of(List.of(gate("f1", 0.5, null)), accuracy(0.99), NONE);

            assertThat(judgement.verdict()).isEqualTo(Verdict.ERROR);
            assertThat(judgement.refusal().code()).isEqualTo("gate-metric-missing");
        }

        @Test
        void judges_a_slice_where_it_names_one() {
            var eights =
                    new Gate("accuracy", Optional.of("digit=8"), Optional.of(0.8), Optional.empty(), Optional.empty());
            var measured = new Measured(
                    new Metrics(Map.of("accuracy", 0.99)),
                    Map.of("digit=8", new Metrics(Map.of("accuracy", 0.7))),
                    Optional.empty());

            assertThat(Judgement.of(List.of(eights), measured, NONE).refusal().summary())
                    .contains("accuracy of digit=8 is 0.7, must be at least 0.8");
        }

        @Test
        void is_an_error_when_the_slice_is_missing() {
            var eights =
                    new Gate("accuracy", Optional.of("digit=8"), Optional.of(0.8), Optional.empty(), Optional.empty());

            assertThat(Judgement.of(List.of(eights), accuracy(0.99), NONE).verdict())
                    .isEqualTo(Verdict.ERROR);
        }

        @Test
        void holds_an_upper_bound_too() {
            var loss = new Gate("accuracy", Optional.empty(), Optional.empty(), Optional.of(0.5), Optional.empty());

            assertThat(Judgement.of(List.of(loss), accuracy(0.51), NONE).verdict())
                    .isEqualTo(Verdict.FAILED);
        }
    }

    @Nested
    class A_gate_that_compares_with_the_champion {
        @Test
        void passes_while_nothing_serves() {
            assertThat(Judgement.of(List.of(NO_DROP_OVER_1), accuracy(0.5), NONE)
                            .verdict())
                    .isEqualTo(Verdict.PASSED);
        }

        @Test
        void passes_within_the_drop() {
            assertThat(Judgement.of(List.of(NO_DROP_OVER_1), accuracy(0.945), Optional.of(accuracy(0.95)))
                            .verdict())
                    .isEqualTo(Verdict.PASSED);
        }

        @Test
        void fails_beyond_it_and_names_the_champion() {
            Judgement judgement = Judgement.of(List.of(NO_DROP_OVER_1), accuracy(0.93), Optional.of(accuracy(0.95)));

            assertThat(judgement.refusal().summary()).contains("the champion's 0.95 less 0.01");
        }

        @Test
        void warns_when_the_two_were_measured_on_different_data() {
            Judgement judgement = Judgement.of(
                    List.of(NO_DROP_OVER_1), accuracyOn("new", 0.95), Optional.of(accuracyOn("old", 0.95)));

            assertThat(judgement.verdict()).isEqualTo(Verdict.WARNING);
        }

        @Test
        void passes_when_the_champion_never_reported_the_metric() {
            var other = new Measured(new Metrics(Map.of("f1", 0.9)), Map.of(), Optional.empty());

            assertThat(Judgement.of(List.of(NO_DROP_OVER_1), accuracy(0.5), Optional.of(other))
                            .verdict())
                    .isEqualTo(Verdict.PASSED);
        }
    }

    @Test
    void without_gates_nothing_is_judged() {
        Judgement judgement = Judgement.of(List.of(), accuracy(1), NONE);

        assertThat(judgement.verdict()).isEqualTo(Verdict.NOT_JUDGED);
    }

    @Test
    void an_error_outweighs_a_miss() {
        Judgement judgement = Judgement.of(List.of(AT_LEAST_90, gate("f1", 0.5, null)), accuracy(0.1), NONE);

        assertThat(judgement.verdict()).isEqualTo(Verdict.ERROR);
    }

    @Test
    void a_refusal_names_every_gate_that_stands_in_the_way() {
        Judgement judgement = Judgement.of(List.of(AT_LEAST_90, gate("accuracy", 0.8, null)), accuracy(0.1), NONE);

        Failure refusal = judgement.refusal();

        assertThat(refusal.summary())
                .isEqualTo("not good enough: accuracy is 0.1, must be at least 0.9;"
                        + " accuracy is 0.1, must be at least 0.8");
    }
}
