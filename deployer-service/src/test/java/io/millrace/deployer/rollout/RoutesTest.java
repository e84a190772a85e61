package io.millrace.deployer.rollout;

import static io.millrace.deployer.Versions.DIGITS;
import static io.millrace.deployer.Versions.serving;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.ModelName;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RoutesTest {
    final Routes<String> unread = Routes.unread();

    @Nested
    class Before_the_log_is_read {

        @Test
        void nothing_is_known_of_a_model() {
            assertThat(unread.of(DIGITS)).isEqualTo(new Route.Unread<>());
        }

        @Test
        void what_came_up_already_answers() {
            assertThat(unread.up(serving(1), "one").of(DIGITS)).isEqualTo(new Route.Up<>(serving(1), "one"));
        }

        @Test
        void nothing_is_settled() {
            assertThat(unread.up(serving(1), "one").isSettled()).isFalse();
        }
    }

    @Nested
    class Of_a_model_that_comes_up {
        final Routes<String> comingUp = unread.comingUp(serving(2)).completed();

        @Test
        void the_version_is_known() {
            assertThat(comingUp.of(DIGITS)).isEqualTo(new Route.ComingUp<>(serving(2)));
        }

        @Test
        void other_names_are_unknown() {
            assertThat(comingUp.of(new ModelName("other"))).isEqualTo(new Route.Unknown<>());
        }

        @Test
        void it_is_settled_once_it_answers() {
            assertThat(comingUp.isSettled()).isFalse();
            assertThat(comingUp.up(serving(2), "two").isSettled()).isTrue();
        }
    }

    @Nested
    class With_a_version_in_place {
        final Routes<String> two = unread.up(serving(2), "two").completed();

        @Test
        void a_later_generation_takes_over() {
            assertThat(two.up(serving(3), "three").of(DIGITS)).isEqualTo(new Route.Up<>(serving(3), "three"));
        }

        @Test
        void an_earlier_generation_does_not() {
            assertThat(two.up(serving(1), "one")).isSameAs(two);
        }

        @Test
        void the_same_generation_may_move() {
            assertThat(two.up(serving(2), "elsewhere").of(DIGITS)).isEqualTo(new Route.Up<>(serving(2), "elsewhere"));
        }

        @Test
        void a_version_that_comes_up_waits() {
            assertThat(two.comingUp(serving(3))).isSameAs(two);
        }

        @Test
        void it_can_step_back() {
            assertThat(two.down(serving(2)).of(DIGITS)).isEqualTo(new Route.ComingUp<>(serving(2)));
        }

        @Test
        void no_other_can_take_it_away() {
            assertThat(two.down(serving(1))).isSameAs(two);
        }
    }

    @Nested
    class Of_a_model_that_nothing_serves_any_more {
        final Routes<String> gone = unread.up(serving(2), "two").completed().gone(DIGITS, 3);

        @Test
        void the_name_is_unknown() {
            assertThat(gone.of(DIGITS)).isEqualTo(new Route.Unknown<>());
            assertThat(gone.isSettled()).isTrue();
        }

        @Test
        void a_server_that_still_answers_does_not_come_back() {
            assertThat(gone.up(serving(2), "two")).isSameAs(gone);
            assertThat(gone.comingUp(serving(3))).isSameAs(gone);
        }

        @Test
        void a_later_generation_answers() {
            assertThat(gone.up(serving(4), "four").of(DIGITS)).isEqualTo(new Route.Up<>(serving(4), "four"));
        }

        @Test
        void a_later_generation_is_not_ended_by_what_is_told_late() {
            Routes<String> four = gone.up(serving(4), "four");

            assertThat(four.gone(DIGITS, 3)).isEqualTo(four);
        }
    }
}
