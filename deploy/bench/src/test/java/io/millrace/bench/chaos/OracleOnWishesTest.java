package io.millrace.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bench.chaos.Violation.Kind;
import io.millrace.events.Command;
import io.millrace.events.CommandAccepted;
import io.millrace.events.Decision;
import io.millrace.events.DeploymentRemove;
import io.millrace.events.DeploymentRollback;
import io.millrace.events.EventIds;
import io.millrace.events.ModelTrained;
import io.millrace.events.RunCancel;
import io.millrace.events.RunEnded;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.RunRef;
import io.millrace.events.RunRetry;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEnded;
import io.millrace.events.Stage;
import io.millrace.promises.Promise;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the oracle makes of runs and models of which somebody wanted something. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OracleOnWishesTest {
    private static final String ID = "wish";

    private final World world = World.of(Fate.GOOD, Fate.TRAINING_FAILS, Fate.GOOD);

    @Test
    void misses_a_command_that_is_not_on_the_log() {
        world.asked.put(ID, new RunCancel(World.ref(0).run(), World.ref(0).model(), Optional.empty()));

        assertThat(world.judged()).containsExactly(Kind.COMMAND_MISSING);
    }

    @Nested
    class A_rollback {
        private final RunRef back = World.ref(0, 1);
        private final Command rollback = new DeploymentRollback(back.run(), back.model(), Optional.empty());

        @Test
        void is_no_violation_when_that_version_answers_again() {
            grant(rollback, back, Stage.DEPLOY);
            goBack();

            assertThat(world.judged()).isEmpty();
        }

        @Test
        void is_one_when_nobody_asked_for_it() {
            grant(rollback, back, Stage.DEPLOY);
            goBack();
            world.asked.clear();

            assertThat(world.judged()).containsExactly(Kind.RUN_NOBODY_ASKED_FOR, Kind.WRONG_VERSION_SERVES);
        }

        @Test
        void is_one_when_the_later_version_still_answers() {
            grant(rollback, back, Stage.DEPLOY);
            goBack();
            world.serving.put("churn", "v2");

            assertThat(world.judged()).containsExactly(Kind.WRONG_VERSION_SERVES);
        }

        @Test
        void is_one_when_it_does_not_come_to_its_end() {
            grant(rollback, back, Stage.DEPLOY);

            assertThat(world.judged()).containsExactly(Promise.NOTHING_IS_LOST);
        }

        @Test
        void is_one_when_it_ends_in_another_way() {
            grant(rollback, back, Stage.DEPLOY);
            end(back, Result.SUPERSEDED, Stage.DEPLOY);

            assertThat(world.judged()).containsExactly(Kind.WRONG_END);
        }

        @Test
        void does_not_excuse_that_a_version_registered_later_does_not_take_over() {
            World later = World.of(Fate.GOOD, Fate.GOOD, Fate.GOOD);
            later.remove(ServingChanged.class, 2);
            later.asked.put(ID, rollback);
            later.add(ID, rollback);
            later.add("answer", new CommandAccepted(ID, back.run(), back.model(), 1, Stage.DEPLOY, "it goes back"));
            later.add(
                    EventIds.serving(back),
                    World.back(back, 3, World.ref(1).sequence(), new Decision(ID, Optional.empty())));
            later.add(EventIds.ended(back), new RunEnded(back, Result.DEPLOYED, Stage.DEPLOY, Optional.empty()));
            later.folders.clear();
            later.serving.put("churn", "v0");

            assertThat(later.judged()).containsExactly(Kind.WRONG_VERSION_SERVES);
        }

        private void goBack() {
            world.add(
                    EventIds.serving(back),
                    World.back(back, 4, World.ref(2).sequence(), new Decision(ID, Optional.empty())));
            end(back, Result.DEPLOYED, Stage.DEPLOY);
            world.folders.clear();
            world.serving.put("churn", "v0");
        }
    }

    @Nested
    class A_removal {
        private final RunRef gone = World.ref(2, 1);
        private final Command removal = new DeploymentRemove(gone.run(), gone.model(), Optional.empty());

        @Test
        void is_no_violation_when_nothing_answers_any_more() {
            remove();
            world.folders.clear();
            world.serving.clear();

            assertThat(world.judged()).isEmpty();
        }

        @Test
        void is_one_when_its_server_is_left_and_answers() {
            remove();

            assertThat(world.judged()).containsExactly(Promise.NOTHING_IS_LEFT, Kind.WRONG_VERSION_SERVES);
        }

        @Test
        void may_come_too_late() {
            grant(removal, gone, Stage.DEPLOY);
            end(gone, Result.SUPERSEDED, Stage.DEPLOY);

            assertThat(world.judged()).isEmpty();
        }

        @Test
        void may_be_ended_by_a_rollback_to_the_same_run() {
            grant(removal, gone, Stage.DEPLOY);
            end(gone, Result.CANCELLED, Stage.DEPLOY);
            RunRef back = World.ref(2, 2);
            grant("wish-2", new DeploymentRollback(back.run(), back.model(), Optional.empty()), back, Stage.DEPLOY);
            end(back, Result.DEPLOYED, Stage.DEPLOY);

            assertThat(world.judged()).isEmpty();
        }

        @Test
        void is_ended_by_nothing_that_was_asked_for_earlier() {
            RunRef before = World.ref(2, 1);
            RunRef after = World.ref(2, 2);
            grant(
                    "wish-2",
                    new DeploymentRollback(before.run(), before.model(), Optional.empty()),
                    before,
                    Stage.DEPLOY);
            end(before, Result.DEPLOYED, Stage.DEPLOY);
            grant(removal, after, Stage.DEPLOY);
            end(after, Result.CANCELLED, Stage.DEPLOY);

            assertThat(world.judged()).containsExactly(Kind.WRONG_END);
        }

        private void remove() {
            grant(removal, gone, Stage.DEPLOY);
            world.add(
                    EventIds.serving(gone),
                    new ServingEnded(
                            gone,
                            4,
                            World.workload(2),
                            gone.sequence(),
                            new Decision(ID, Optional.empty()),
                            Optional.empty()));
            end(gone, Result.REMOVED, Stage.DEPLOY);
        }
    }

    @Nested
    class A_cancel {
        private final RunRef stopped = World.ref(0);
        private final Command cancel = new RunCancel(stopped.run(), stopped.model(), Optional.empty());

        @Test
        void excuses_what_is_missing_of_the_run() {
            world.remove(RunEnded.class, 0);
            world.remove(ModelTrained.class, 0);
            grant(cancel, stopped, Stage.TRAIN);
            end(stopped, Result.CANCELLED, Stage.TRAIN);

            assertThat(world.judged()).isEmpty();
        }

        @Test
        void does_not_excuse_another_end() {
            grant(cancel, stopped, Stage.DEPLOY);

            assertThat(world.judged()).containsExactly(Promise.A_CANCEL_IS_A_FENCE, Kind.WRONG_END);
        }

        @Test
        void that_was_not_accepted_excuses_nothing() {
            world.remove(RunEnded.class, 0);
            end(stopped, Result.CANCELLED, Stage.DEPLOY);

            assertThat(world.judged()).contains(Kind.WRONG_END);
        }
    }

    @Nested
    class A_retry {
        private final RunRef again = World.ref(1, 1);
        private final Command retry = new RunRetry(again.run(), again.model(), Stage.TRAIN);

        @Test
        void is_no_violation_when_it_fails_as_the_first_round_did() {
            grant(retry, again, Stage.TRAIN);
            world.effect(world.effects().size(), again, "train", 1, Effect.BEGAN);
            world.fail(again, Stage.TRAIN, Result.FAILED);
            world.resolveAll(2);

            assertThat(world.judged()).isEmpty();
        }

        @Test
        void is_one_when_it_comes_out_otherwise() {
            grant(retry, again, Stage.TRAIN);
            end(again, Result.FINISHED, Stage.TRAIN);

            assertThat(world.judged()).containsExactly(Kind.WRONG_END);
        }

        @Test
        void may_be_cancelled_wherever_it_is() {
            grant(retry, again, Stage.TRAIN);
            cancel();
            end(again, Result.CANCELLED, Stage.EVALUATE);
            world.resolveAll(2);

            assertThat(world.judged()).isEmpty();
            assertThat(world.evidence().accepted())
                    .as("the retry and its cancel")
                    .isEqualTo(2);
        }

        @Test
        void is_one_when_it_fails_although_it_was_cancelled() {
            grant(retry, again, Stage.TRAIN);
            world.effect(world.effects().size(), again, "train", 1, Effect.BEGAN);
            cancel();
            world.fail(again, Stage.TRAIN, Result.FAILED);
            world.resolveAll(2);

            assertThat(world.judged()).containsExactly(Promise.A_CANCEL_IS_A_FENCE, Kind.WRONG_END);
        }

        @Test
        void is_one_when_its_cancel_ends_the_round_before() {
            world.remove(RunEnded.class, 1);
            grant(retry, again, Stage.TRAIN);
            cancel();
            end(World.ref(1), Result.CANCELLED, Stage.TRAIN);
            end(again, Result.CANCELLED, Stage.TRAIN);

            assertThat(world.judged()).contains(Kind.WRONG_END);
        }

        private void cancel() {
            grant("wish-2", new RunCancel(again.run(), again.model(), Optional.empty()), again, Stage.TRAIN);
        }

        @Test
        void is_one_when_its_command_is_run_twice() {
            grant(retry, again, Stage.TRAIN);
            int line = world.effects().size();
            world.effect(line, again, "train", 1, Effect.BEGAN);
            world.effect(line, again, "train", 1, Effect.BEGAN);
            world.fail(again, Stage.TRAIN, Result.FAILED);
            world.resolveAll(2);

            assertThat(world.judged()).containsExactly(Promise.WORK_IS_DONE_ONCE);
        }
    }

    private void grant(Command command, RunRef round, Stage stage) {
        grant(ID, command, round, stage);
    }

    private void grant(String id, Command command, RunRef round, Stage stage) {
        world.asked.put(id, command);
        world.add(id, command);
        world.add(
                "answer-" + id,
                new CommandAccepted(id, round.run(), round.model(), round.round(), stage, "it is done"));
    }

    private void end(RunRef round, Result result, Stage stage) {
        world.add(EventIds.ended(round), new RunEnded(round, result, stage, Optional.empty()));
    }
}
