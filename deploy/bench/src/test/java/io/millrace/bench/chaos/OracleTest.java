package io.millrace.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.chaos.Violation.Kind;
import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.EventIds;
import io.millrace.events.ModelRegistered;
import io.millrace.events.ModelTrained;
import io.millrace.events.RunEnded;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.ServingChanged;
import io.millrace.events.Stage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
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
    void takes_a_second_attempt_for_right_where_the_first_was_killed() {
        world.effect(0, "train", 2, Effect.BEGAN);
        world.effect(0, "train", 2, Effect.DONE);
        world.killed.add("train-" + World.ref(0).run() + "-0-1");

        assertThat(world.judged()).isEmpty();
    }

    @Test
    void misses_a_run_that_did_not_end() {
        world.remove(RunEnded.class, 0);

        assertThat(world.judged()).containsExactly(Kind.RUN_WITHOUT_END);
    }

    @Test
    void misses_a_registration_that_is_not_on_the_log() {
        world.planned.put("event-lost", Fate.GOOD);

        assertThat(world.judged()).containsExactly(Kind.RUN_WITHOUT_END);
    }

    @Test
    void finds_a_run_that_nobody_registered() {
        world.log.removeIf(
                seen -> seen.event() instanceof ModelRegistered && seen.id().equals(World.id(1)));

        assertThat(world.judged()).contains(Kind.RUN_NOBODY_REGISTERED);
    }

    @Test
    void finds_an_end_that_was_not_meant() {
        world.remove(RunEnded.class, 0);
        world.add(EventIds.ended(World.ref(0)), World.ended(0, Result.SUPERSEDED, Stage.DEPLOY, Optional.empty()));

        assertThat(world.judged()).containsExactly(Kind.WRONG_END);
    }

    @Test
    void finds_two_ends_of_one_run() {
        world.add("another id", World.ended(0, Result.FINISHED, Stage.DEPLOY, Optional.empty()));

        assertThat(world.judged()).containsExactly(Kind.TWO_ENDS);
    }

    @Test
    void finds_an_id_that_says_two_things() {
        world.add(EventIds.serving(World.ref(3)), World.serving(3, 9));

        assertThat(world.judged()).containsExactly(Kind.TWO_CONTENTS);
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

        assertThat(world.judged()).containsExactly(Kind.EVENT_OUT_OF_ORDER);
    }

    @Test
    void finds_records_that_nobody_can_read() {
        world.unreadable.add("alerts-0@7");

        assertThat(world.judged()).containsExactly(Kind.UNREADABLE);
    }

    @Test
    void misses_an_effect() {
        effects().removeIf(effect -> isOf(effect, 0, "evaluate"));

        assertThat(world.judged()).containsExactly(Kind.EFFECT_MISSING);
    }

    @Test
    void finds_an_attempt_that_was_made_twice() {
        world.effect(0, "train", 1, Effect.BEGAN);

        assertThat(world.judged()).containsExactly(Kind.EFFECT_TWICE);
    }

    @Test
    void finds_an_attempt_without_a_cause() {
        world.effect(0, "train", 2, Effect.BEGAN);

        assertThat(world.judged()).containsExactly(Kind.ATTEMPT_WITHOUT_CAUSE);
    }

    @Test
    void finds_effects_of_a_run_that_nobody_registered() {
        world.effect(17, "train", 1, Effect.BEGAN);

        assertThat(world.judged()).containsExactly(Kind.RUN_NOBODY_REGISTERED);
    }

    @Test
    void finds_versions_that_were_trained_in_the_wrong_order() {
        List<Effect> trained =
                effects().stream().filter(effect -> isOf(effect, 0, "train")).toList();
        effects().removeAll(trained);
        effects().addAll(trained);

        assertThat(world.judged()).containsExactly(Kind.EFFECT_OUT_OF_ORDER);
    }

    @Test
    void misses_an_alert() {
        world.remove(AlertRaised.class, 1);

        assertThat(world.judged()).containsExactlyInAnyOrder(Kind.NO_ALERT, Kind.OTHER_ALERT_NAMED);
    }

    @Test
    void finds_two_alerts_of_one_failure() {
        AlertRaised second = World.alert(1, Stage.EVALUATE, "other");
        world.add(second.alertId(), second);
        world.add(
                EventIds.resolved(second.alertId()),
                new AlertResolved(second.alertId(), second.fingerprint(), World.ref(3), Stage.EVALUATE));

        assertThat(world.judged()).containsExactly(Kind.TWO_ALERTS);
    }

    @Test
    void finds_an_alert_that_stands_although_a_later_version_is_good() {
        world.remove(AlertResolved.class, 3);

        assertThat(world.judged()).containsExactly(Kind.ALERT_STANDS, Kind.ALERT_STANDS);
    }

    @Test
    void finds_an_alert_about_nothing_that_was_meant_to_fail() {
        AlertRaised outage = World.alert(0, Stage.BUILD, "git-unreachable");
        world.add(outage.alertId(), outage);

        assertThat(world.judged()).containsExactly(Kind.ALERT_STANDS);
    }

    @Test
    void lets_the_alert_of_the_last_version_stand() {
        assertThat(World.of(Fate.GOOD, Fate.TRAINING_FAILS).judged()).isEmpty();
    }

    @Test
    void finds_that_an_older_version_took_over() {
        world.remove(ServingChanged.class, 0);
        world.add(EventIds.serving(World.ref(0)), World.serving(0, 5));
        world.folders.add(World.workload(0));

        assertThat(world.judged()).contains(Kind.SERVING_WENT_BACK);
    }

    @Test
    void finds_a_generation_that_does_not_grow() {
        world.remove(ServingChanged.class, 3);
        world.add(EventIds.serving(World.ref(3)), World.serving(3, 1));

        assertThat(world.judged()).containsExactly(Kind.SERVING_WENT_BACK);
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
        world.folders.add("train-" + World.ref(0).run() + "-0-1");

        assertThat(world.judged()).containsExactly(Kind.FOLDER_LEFT);
    }

    private List<Effect> effects() {
        return world.effects.getOrDefault("churn", List.of());
    }

    private static boolean isOf(Effect effect, int run, String stage) {
        return effect.run().equals(World.ref(run).run().value())
                && effect.stage().equals(stage);
    }
}
