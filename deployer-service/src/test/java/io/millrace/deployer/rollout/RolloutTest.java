package io.millrace.deployer.rollout;

import static io.millrace.deployer.Versions.ENDPOINT;
import static io.millrace.deployer.Versions.ended;
import static io.millrace.deployer.Versions.passed;
import static io.millrace.deployer.Versions.run;
import static io.millrace.deployer.Versions.serving;
import static io.millrace.deployer.Versions.workload;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Decision;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEnded;
import io.millrace.events.ServingEvent;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RolloutTest {
    private static final Predicate<String> NOT_STOPPED = workload -> false;

    @Nested
    class A_candidate_is {

        @Test
        void not_superseded_when_nothing_serves() {
            assertThat(Rollout.isSuperseded(run(1), Optional.empty())).isFalse();
        }

        @Test
        void not_superseded_by_an_earlier_registration() {
            assertThat(Rollout.isSuperseded(run(2), Optional.of(serving(1)))).isFalse();
        }

        @Test
        void not_superseded_by_itself() {
            assertThat(Rollout.isSuperseded(run(2), Optional.of(serving(2)))).isFalse();
        }

        @Test
        void superseded_by_a_later_registration() {
            assertThat(Rollout.isSuperseded(run(1), Optional.of(serving(2)))).isTrue();
        }

        @Test
        void superseded_by_a_later_registration_that_was_taken_out_of_production_since() {
            assertThat(Rollout.isSuperseded(run(1), Optional.of(ended(2)))).isTrue();
        }
    }

    @Nested
    class What_serves_next_is {

        @Test
        void generation_1_when_nothing_served() {
            ServingChanged next = Rollout.next(
                    run(1), passed(1), workload(1), ENDPOINT, Optional.empty(), Optional.empty(), NOT_STOPPED);

            assertThat(next).isEqualTo(serving(1));
        }

        @Test
        void the_next_generation_and_names_the_workload_that_it_replaces() {
            ServingChanged next = Rollout.next(
                    run(2), passed(2), workload(2), ENDPOINT, Optional.of(serving(1)), Optional.empty(), NOT_STOPPED);

            assertThat(next).isEqualTo(serving(2));
        }

        @Test
        void the_same_again_for_a_run_that_took_over_before() {
            ServingChanged next = Rollout.next(
                    run(2), passed(2), workload(2), ENDPOINT, Optional.of(serving(2)), Optional.empty(), NOT_STOPPED);

            assertThat(next).isEqualTo(serving(2));
        }

        @Test
        void told_with_what_served_still_earlier_until_that_is_stopped() {
            ServingChanged third = next(3, serving(2), NOT_STOPPED);
            ServingChanged fourth = next(4, third, NOT_STOPPED);

            assertThat(third.over()).containsExactly(workload(2), workload(1));
            assertThat(fourth.over()).containsExactly(workload(3), workload(2), workload(1));
            assertThat(next(4, third, workload(1)::equals).over()).containsExactly(workload(3), workload(2));
            assertThat(next(4, third, stopped -> true).over()).containsExactly(workload(3));
        }

        @Test
        void told_with_it_when_nothing_is_to_serve_any_more_too() {
            ServingChanged third = next(3, serving(2), NOT_STOPPED);

            Optional<ServingEnded> end =
                    Rollout.end(run(3), Optional.of(third), new Decision("remove", Optional.empty()), NOT_STOPPED);

            assertThat(end).hasValueSatisfying(it -> assertThat(it.over())
                    .containsExactly(workload(3), workload(2), workload(1)));
        }

        private static ServingChanged next(int n, ServingEvent latest, Predicate<String> isOver) {
            return Rollout.next(
                    run(n), passed(n), workload(n), ENDPOINT, Optional.of(latest), Optional.empty(), isOver);
        }
    }
}
