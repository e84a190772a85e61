package io.millrace.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.chaos.Violation.Kind;
import io.millrace.events.Stage;
import io.millrace.promises.Promise;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What the oracle makes of what commands said. The first two lines are those of the first run's training. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OracleOnCommandsTest {
    private final World world = World.of(Fate.GOOD, Fate.GATE_MISSED, Fate.TRAINING_FAILS, Fate.GOOD);

    @Test
    void takes_a_second_attempt_for_right_where_the_first_was_killed() {
        world.effects().remove(1);
        again(1, 2);
        world.killed.add(World.workload(0, Stage.TRAIN, 1));

        assertThat(world.judged()).isEmpty();
    }

    @Test
    void takes_a_second_attempt_for_right_where_the_first_was_killed_when_it_was_done() {
        again(2, 2);
        world.killed.add(World.workload(0, Stage.TRAIN, 1));

        assertThat(world.judged()).isEmpty();
    }

    @Test
    void takes_a_third_attempt_for_right_where_two_were_killed_before_they_said_anything() {
        world.effects().subList(0, 2).clear();
        again(0, 3);
        world.killed.add(World.workload(0, Stage.TRAIN, 1));
        world.killed.add(World.workload(0, Stage.TRAIN, 2));

        assertThat(world.judged()).isEmpty();
    }

    @Test
    void finds_a_third_attempt_where_one_was_killed() {
        again(2, 3);
        world.killed.add(World.workload(0, Stage.TRAIN, 1));

        assertThat(world.judged()).containsExactly(Promise.WORK_IS_DONE_ONCE);
    }

    @Test
    void finds_a_second_attempt_where_that_of_another_run_was_killed() {
        again(2, 2);
        world.killed.add(World.workload(1, Stage.TRAIN, 1));

        assertThat(world.judged()).containsExactly(Promise.WORK_IS_DONE_ONCE);
    }

    @Test
    void finds_a_second_attempt_after_a_failure_that_was_planned() {
        int failed = world.effects().indexOf(new Effect(World.ref(2).run().value(), 0, "train", 1, Effect.BEGAN));
        world.effect(failed + 1, 2, "train", 2, Effect.BEGAN);

        assertThat(world.judged()).containsExactly(Promise.WORK_IS_DONE_ONCE);
    }

    @Test
    void finds_an_attempt_that_began_twice() {
        world.effect(1, 0, "train", 1, Effect.BEGAN);

        assertThat(world.judged()).containsExactly(Promise.WORK_IS_DONE_ONCE);
    }

    @Test
    void finds_an_attempt_that_was_done_twice() {
        world.effect(2, 0, "train", 1, Effect.DONE);

        assertThat(world.judged()).containsExactly(Promise.WORK_IS_DONE_ONCE);
    }

    @Test
    void misses_a_command_that_did_not_begin() {
        world.effects().removeIf(effect -> isOf(effect, 2, "train"));

        assertThat(world.judged()).containsExactly(Kind.EFFECT_MISSING);
    }

    @Test
    void misses_a_command_that_was_not_done() {
        world.effects()
                .removeIf(effect -> isOf(effect, 0, "evaluate") && effect.word().equals(Effect.DONE));

        assertThat(world.judged()).containsExactly(Kind.EFFECT_MISSING);
    }

    @Test
    void finds_commands_of_a_run_that_nobody_registered() {
        world.effect(17, "train", 1, Effect.BEGAN);

        assertThat(world.judged()).containsExactly(Kind.RUN_NOBODY_ASKED_FOR);
    }

    @Test
    void finds_versions_that_were_trained_in_the_wrong_order() {
        List<Effect> trained = world.effects().stream()
                .filter(effect -> isOf(effect, 0, "train"))
                .toList();
        world.effects().removeAll(trained);
        world.effects().addAll(trained);

        assertThat(world.judged()).containsExactly(Promise.ORDER_IS_KEPT);
    }

    @Test
    void finds_versions_that_were_trained_at_the_same_time() {
        int second = world.effects().indexOf(new Effect(World.ref(1).run().value(), 0, "train", 1, Effect.BEGAN));
        Effect done = world.effects().remove(1);
        world.effects().add(second, done);

        assertThat(world.judged()).containsExactly(Promise.ORDER_IS_KEPT);
    }

    private void again(int before, int attempt) {
        world.effect(before, 0, "train", attempt, Effect.BEGAN);
        world.effect(before + 1, 0, "train", attempt, Effect.DONE);
    }

    private static boolean isOf(Effect effect, int run, String stage) {
        return effect.run().equals(World.ref(run).run().value())
                && effect.stage().equals(stage);
    }
}
