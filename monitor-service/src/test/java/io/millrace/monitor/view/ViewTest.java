package io.millrace.monitor.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.ModelName;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.RunId;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed.State;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ViewTest {
    private static final Trip TRIP = Trip.of("digits", 1);

    private final View view = new View(new Bounds(3, 10, 100));

    private List<RunId> runs() {
        return view.runs(run -> true, 100).stream().map(it -> it.run().id()).toList();
    }

    @Nested
    @DisplayNameGeneration(ReplaceUnderscores.class)
    class Of_too_many_runs {
        @Test
        void the_newest_stay_in_whatever_order_they_come() {
            for (int n : List.of(3, 1, 5, 2, 4)) {
                view.apply(Trip.of("digits", n).registered(n));
            }

            assertThat(runs())
                    .containsExactly(
                            Trip.of("digits", 5).id(),
                            Trip.of("digits", 4).id(),
                            Trip.of("digits", 3).id());
        }

        @Test
        void one_that_was_dropped_does_not_come_back() {
            for (int n = 1; n <= 4; n++) {
                view.apply(Trip.of("digits", n).registered(10 * n));
            }

            view.apply(TRIP.built(10));

            assertThat(view.find(TRIP.id().value())).isEqualTo(new Lookup.None());
        }
    }

    @Nested
    @DisplayNameGeneration(ReplaceUnderscores.class)
    class Looking_for_a_run {
        @Test
        void finds_it_by_any_start_of_its_id_that_is_its_own() {
            view.apply(TRIP.registered(0));

            Lookup found = view.find(TRIP.id().value().substring(0, 4));

            assertThat(found).isInstanceOfSatisfying(Lookup.One.class, one -> assertThat(
                            one.run().run().id())
                    .isEqualTo(TRIP.id()));
        }

        @Test
        void names_those_it_could_be() {
            Trip other = Trip.of("digits", 2);
            view.apply(TRIP.registered(0));
            view.apply(other.registered(1));

            Lookup found = view.find("r");

            assertThat(found).isInstanceOfSatisfying(Lookup.Several.class, several -> assertThat(several.some())
                    .containsExactlyInAnyOrder(TRIP.id(), other.id()));
        }
    }

    @Nested
    @DisplayNameGeneration(ReplaceUnderscores.class)
    class Waiting_for_a_run {
        @Test
        void takes_until_it_has_ended() {
            CompletableFuture<Void> ended = view.await(TRIP.id(), Until.ENDED);
            view.apply(TRIP.registered(0));
            assertThat(ended).isNotDone();

            view.apply(TRIP.ended(Result.DEPLOYED, Stage.DEPLOY, 9));

            assertThat(ended).isCompleted();
        }

        @Test
        void takes_until_it_has_changed() {
            view.apply(TRIP.registered(0));
            CompletableFuture<Void> changed = view.await(TRIP.id(), Until.CHANGED);
            view.apply(TRIP.registered(0));
            assertThat(changed).isNotDone();

            view.apply(TRIP.progress(Stage.BUILD, State.RUNNING, 1, 1));

            assertThat(changed).isCompleted();
        }

        @Test
        void is_over_at_once_when_it_has_ended_before() {
            view.apply(TRIP.ended(Result.FAILED, Stage.BUILD, 9));

            CompletableFuture<Void> changed = view.await(TRIP.id(), Until.CHANGED);

            assertThat(changed).isCompleted();
        }
    }

    @Nested
    @DisplayNameGeneration(ReplaceUnderscores.class)
    class A_model {
        private static final ModelName DIGITS = new ModelName("digits");

        @Test
        void is_served_by_the_latest_generation() {
            Trip second = Trip.of("digits", 2);
            view.apply(second.serves(2, 20));
            view.apply(TRIP.serves(1, 10));

            Serving serving = view.model(DIGITS).flatMap(ModelView::serving).orElseThrow();

            assertThat(serving.run()).isEqualTo(second.id());
            assertThat(serving.generation()).isEqualTo(2);
        }

        @Test
        void may_be_served_by_nothing_any_more() {
            view.apply(TRIP.serves(1, 10));

            view.nothingServes(DIGITS);

            assertThat(view.model(DIGITS).flatMap(ModelView::serving)).isEmpty();
        }

        @Test
        void counts_its_open_alerts() {
            view.apply(TRIP.raised(Stage.TRAIN, Trip.GATE_MISSED, 1));
            view.apply(Trip.of("faces", 1).raised(Stage.TRAIN, Trip.GATE_MISSED, 1));

            ModelView model = view.model(DIGITS).orElseThrow();

            assertThat(model.openAlerts()).isEqualTo(1);
        }
    }
}
