package io.millrace.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.chaos.Violation.Kind;
import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.EventIds;
import io.millrace.events.Failure;
import io.millrace.events.ModelRegistered;
import io.millrace.events.ModelTrained;
import io.millrace.events.RunEnded;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.RunRef;
import io.millrace.events.ServingChanged;
import io.millrace.events.Stage;
import io.millrace.promises.Promise;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OracleTest {
    private final World world = World.of(Fate.GOOD, Fate.GATE_MISSED, Fate.TRAINING_FAILS, Fate.GOOD);

    @Test
    void finds_no_fault_where_all_went_as_it_should() {
        assertThat(world.judged()).isEmpty();
    }

    @Test
    void passes_over_second_copies() {
        List.copyOf(world.log).forEach(seen -> world.add(seen.id(), seen.event()));

        assertThat(world.judged()).isEmpty();
    }

    @Test
    void passes_over_a_second_copy_that_comes_late_once_what_serves_lies_last_again() {
        world.add(EventIds.serving(World.ref(0)), World.serving(0, 1));
        assertThat(world.judged()).containsExactly(Promise.SERVING_NEVER_GOES_BACK);

        world.add(EventIds.serving(World.ref(3)), World.serving(3, 4));

        assertThat(world.judged()).isEmpty();
    }

    @Nested
    class Of_runs {
        @Test
        void misses_one_that_did_not_end() {
            world.remove(RunEnded.class, 0);

            assertThat(world.judged()).containsExactly(Promise.NOTHING_IS_LOST);
        }

        @Test
        void misses_a_registration_that_is_not_on_the_log() {
            world.planned.put("event-lost", Fate.GOOD);

            assertThat(world.judged()).containsExactly(Kind.REGISTRATION_MISSING);
        }

        @Test
        void finds_one_that_nobody_registered() {
            world.log.removeIf(
                    seen -> seen.event() instanceof ModelRegistered && seen.id().equals(World.id(1)));

            assertThat(world.judged())
                    .containsExactlyInAnyOrder(
                            Kind.REGISTRATION_MISSING, Kind.RUN_NOBODY_ASKED_FOR, Kind.RUN_NOBODY_ASKED_FOR);
        }

        @Test
        void finds_a_round_that_nobody_asked_for() {
            RunRef first = World.ref(0);
            var second = new RunRef(first.run(), 1, first.model(), first.version(), first.sequence());
            world.add(EventIds.ended(second), new RunEnded(second, Result.DEPLOYED, Stage.DEPLOY, Optional.empty()));

            assertThat(world.judged()).containsExactly(Kind.RUN_NOBODY_ASKED_FOR);
        }

        @Test
        void finds_an_end_that_was_not_meant() {
            world.remove(RunEnded.class, 0);
            world.add(EventIds.ended(World.ref(0)), World.ended(0, Result.SUPERSEDED, Stage.DEPLOY, Optional.empty()));

            assertThat(world.judged()).containsExactly(Kind.WRONG_END);
        }

        @Test
        void finds_an_end_at_another_stage_than_was_meant() {
            world.remove(RunEnded.class, 0);
            world.add(EventIds.ended(World.ref(0)), World.ended(0, Result.FINISHED, Stage.EVALUATE, Optional.empty()));

            assertThat(world.judged()).containsExactly(Kind.WRONG_END);
        }

        @Test
        void finds_two_ends_of_one() {
            world.add("another id", World.ended(0, Result.FINISHED, Stage.DEPLOY, Optional.empty()));

            assertThat(world.judged()).containsExactly(Promise.ONE_END);
        }

        @Test
        void misses_an_outcome_of_a_stage() {
            world.remove(ModelTrained.class, 1);

            assertThat(world.judged()).containsExactly(Kind.OUTCOME_MISSING);
        }

        @Test
        void finds_outcomes_in_the_wrong_order() {
            world.remove(ModelTrained.class, 0);
            world.add(World.outcome(0, Stage.TRAIN));

            assertThat(world.judged()).containsExactly(Promise.ORDER_IS_KEPT);
        }

        @Test
        void finds_an_id_that_says_two_things() {
            world.add(EventIds.serving(World.ref(3)), World.serving(3, 9));

            assertThat(world.judged()).containsExactly(Promise.ONE_TRUTH);
        }

        @Test
        void finds_records_that_nobody_can_read() {
            world.unreadable.add("alerts-0@7");

            assertThat(world.judged()).containsExactly(Kind.UNREADABLE);
        }
    }

    @Nested
    class Of_alerts {
        @Test
        void misses_that_of_a_failure() {
            world.remove(AlertRaised.class, 1);

            assertThat(world.judged()).containsExactly(Promise.ONE_ALERT);
        }

        @Test
        void finds_an_end_that_names_none_although_the_version_was_rejected() {
            endsWith(Optional.empty());

            assertThat(world.judged()).containsExactly(Promise.ONE_ALERT);
        }

        @Test
        void finds_an_end_that_names_that_of_another_run() {
            endsWith(Optional.of(World.alert(2, Stage.TRAIN, "bad").alertId()));

            assertThat(world.judged()).containsExactly(Promise.ONE_ALERT);
        }

        @Test
        void finds_an_end_that_names_one_of_another_stage() {
            endsWith(Optional.of(passing(1, Stage.BUILD, "away").alertId()));

            assertThat(world.judged()).containsExactly(Promise.ONE_ALERT);
        }

        @Test
        void finds_two_of_one_failure() {
            passing(1, Stage.EVALUATE, "other");

            assertThat(world.judged()).containsExactly(Kind.TWO_ALERTS);
        }

        @Test
        void passes_over_those_of_a_failing_run_that_were_about_what_passed_at_another_stage() {
            passing(1, Stage.BUILD, "away");
            passing(1, Stage.BUILD, "away again");

            assertThat(world.judged()).isEmpty();
        }

        @Test
        void passes_over_those_of_a_good_run_that_were_about_what_passed() {
            passing(0, Stage.DEPLOY, "away");
            passing(0, Stage.DEPLOY, "away again");

            assertThat(world.judged()).isEmpty();
        }

        @Test
        void finds_those_that_stand_although_a_later_version_is_good() {
            world.remove(AlertResolved.class, 3);

            assertThat(world.judged()).containsExactly(Promise.ALERTS_ARE_RESOLVED, Promise.ALERTS_ARE_RESOLVED);
        }

        @Test
        void finds_one_about_a_run_that_did_not_fail() {
            AlertRaised outage = World.alert(0, Stage.BUILD, "git-unreachable");
            world.add(outage.alertId(), outage);

            assertThat(world.judged()).containsExactly(Promise.ALERTS_ARE_RESOLVED);
        }

        @Test
        void finds_one_about_the_pipeline_itself_that_stands() {
            world.add("outage", pipelineAlert());

            assertThat(world.judged()).containsExactly(Kind.ALERT_STANDS);
        }

        @Test
        void passes_over_one_about_the_pipeline_itself_that_was_resolved() {
            AlertRaised alert = pipelineAlert();
            world.add("outage", alert);
            world.add("over", new AlertResolved(alert.alertId(), alert.fingerprint(), Optional.empty(), alert.stage()));

            assertThat(world.judged()).isEmpty();
        }

        @Test
        void lets_that_of_the_last_version_stand() {
            assertThat(World.of(Fate.GOOD, Fate.TRAINING_FAILS).judged()).isEmpty();
        }

        @Test
        void lets_those_stand_that_only_rejected_versions_followed() {
            World rejected = World.of(Fate.GOOD, Fate.GATE_MISSED, Fate.GATE_MISSED);

            assertThat(rejected.judged()).isEmpty();
        }

        private void endsWith(Optional<String> alert) {
            world.remove(RunEnded.class, 1);
            world.add(EventIds.ended(World.ref(1)), World.ended(1, Result.REJECTED, Stage.EVALUATE, alert));
        }

        private AlertRaised passing(int run, Stage stage, String code) {
            AlertRaised alert = World.alert(run, stage, code);
            world.add(alert.alertId(), alert);
            world.resolve(alert, run);
            return alert;
        }

        private static AlertRaised pipelineAlert() {
            Failure failure = Failure.transientFailure("worker-silent", "it is not heard of", "start it");
            return new AlertRaised(
                    "outage", "trainer/silent", Optional.empty(), Optional.empty(), Stage.TRAIN, failure, 1);
        }
    }

    @Nested
    class Of_what_serves {
        @Test
        void finds_that_an_older_version_took_over() {
            world.remove(ServingChanged.class, 0);
            world.add(EventIds.serving(World.ref(0)), World.serving(0, 5));
            world.folders.clear();

            assertThat(world.judged()).containsExactly(Promise.SERVING_NEVER_GOES_BACK);
        }

        @Test
        void finds_a_generation_that_does_not_grow() {
            world.remove(ServingChanged.class, 3);
            world.add(EventIds.serving(World.ref(3)), World.serving(3, 1));
            world.folders.clear();

            assertThat(world.judged()).containsExactly(Promise.SERVING_NEVER_GOES_BACK);
        }

        @Test
        void finds_that_another_version_answers() {
            world.serving.put("churn", "v0");

            assertThat(world.judged()).containsExactly(Kind.WRONG_VERSION_SERVES);
        }

        @Test
        void finds_that_nothing_answers() {
            world.serving.clear();

            assertThat(world.judged()).containsExactly(Kind.WRONG_VERSION_SERVES);
        }

        @Test
        void finds_a_workload_that_was_left_behind() {
            world.folders.add(World.workload(0, Stage.TRAIN, 1));

            assertThat(world.judged()).containsExactly(Promise.NOTHING_IS_LEFT);
        }

        @Test
        void finds_a_server_that_was_left_behind() {
            world.folders.add(World.workload(0));

            assertThat(world.judged()).containsExactly(Promise.NOTHING_IS_LEFT);
        }
    }
}
