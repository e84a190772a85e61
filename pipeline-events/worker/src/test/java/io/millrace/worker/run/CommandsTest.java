package io.millrace.worker.run;

import static io.millrace.worker.run.Core.command;
import static io.millrace.worker.run.Core.halted;
import static io.millrace.worker.run.Core.published;
import static io.millrace.worker.run.Core.started;
import static io.millrace.worker.run.Core.success;
import static io.millrace.worker.testing.Samples.built;
import static io.millrace.worker.testing.Samples.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.millrace.events.AlertRaised;
import io.millrace.events.CommandAccepted;
import io.millrace.events.CommandAnswer;
import io.millrace.events.CommandRejected;
import io.millrace.events.DeploymentRollback;
import io.millrace.events.Envelope;
import io.millrace.events.Failure;
import io.millrace.events.RunCancel;
import io.millrace.events.RunEnded;
import io.millrace.events.RunRef;
import io.millrace.events.RunRetry;
import io.millrace.events.Stage;
import io.millrace.worker.Outcome;
import io.millrace.worker.Plan;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CommandsTest {
    private static final RunRef RUN = run("toy", 1);
    private static final RunRef ROUND_1 = new RunRef(RUN.run(), 1, RUN.model(), RUN.version(), RUN.sequence());
    private static final Envelope CANCEL =
            command("cancel-1", new RunCancel(RUN.run(), RUN.model(), Optional.of("wrong data")));
    private static final Outcome FAILURE =
            new Outcome.Failed(Failure.userError("command-failed", "it raised", "mend it"));

    private final Core trainer = new Core(Stage.TRAIN);
    private final Core builder = new Core(Stage.BUILD);

    private static Envelope retry(String id, Stage from) {
        return command(id, new RunRetry(RUN.run(), RUN.model(), from));
    }

    private static CommandAccepted begun(int round, Stage stage) {
        return new CommandAccepted("retry-" + round, RUN.run(), RUN.model(), round, stage, "it begins");
    }

    private static CommandRejected refused(String command, Stage stage) {
        return new CommandRejected(command, RUN.run(), RUN.model(), stage, "it has not got there");
    }

    @Nested
    class A_cancel {
        @Test
        void of_running_work_ends_what_was_started_before_anything_is_said() {
            trainer.admit(RUN);

            Step step = trainer.cancel(CANCEL);

            assertThat(halted(step)).extracting(task -> task.run()).containsExactly(RUN);
            assertThat(published(step)).isEmpty();
        }

        @Test
        void is_answered_with_the_runs_end_and_without_an_alert() {
            trainer.admit(RUN);
            trainer.cancel(CANCEL);

            Step step = trainer.stopped(RUN);

            assertThat(published(step, CommandAccepted.class))
                    .containsExactly(new CommandAccepted(
                            "cancel-1", RUN.run(), RUN.model(), 0, Stage.TRAIN, "cancelled: wrong data"));
            assertThat(published(step, RunEnded.class))
                    .containsExactly(new RunEnded(RUN, RunEnded.Result.CANCELLED, Stage.TRAIN, Optional.empty()));
            assertThat(published(step, AlertRaised.class)).isEmpty();
        }

        @Test
        void wins_over_an_outcome_that_comes_later() {
            trainer.admit(RUN);
            trainer.cancel(CANCEL);

            Step step = trainer.performed(RUN, 1, success(RUN));

            assertThat(step.actions()).isEmpty();
        }

        @Test
        void is_refused_while_an_earlier_round_takes_over_and_leaves_the_later_one_waiting() {
            trainer.admit(RUN);
            trainer.commits(RUN, 1);
            trainer.retry(retry("retry-1", Stage.TRAIN), built(RUN));

            Step step = trainer.cancel(CANCEL);

            assertThat(published(step))
                    .containsExactly(new CommandRejected(
                            "cancel-1", RUN.run(), RUN.model(), Stage.TRAIN, "its version is taking over just now"));
            assertThat(trainer.lane().find(RunKey.of(ROUND_1))).containsInstanceOf(Held.Waiting.class);
        }

        @Nested
        class Of_a_round_that_waits_for_the_earlier_one_to_be_stopped {
            private Step asked;

            @BeforeEach
            void cancel() {
                trainer.admit(RUN);
                trainer.retry(retry("retry-1", Stage.TRAIN), built(RUN));
                asked = trainer.cancel(CANCEL);
            }

            @Test
            void is_answered_when_that_is_stopped() {
                assertThat(published(asked)).isEmpty();

                Step step = trainer.stopped(RUN);

                assertThat(published(step, CommandAccepted.class))
                        .extracting(CommandAccepted::command, CommandAccepted::round)
                        .containsExactly(tuple("cancel-1", 1));
                assertThat(published(step, RunEnded.class))
                        .extracting(RunEnded::run, RunEnded::result)
                        .containsExactly(
                                tuple(RUN, RunEnded.Result.CANCELLED), tuple(ROUND_1, RunEnded.Result.CANCELLED));
                assertThat(started(step)).isEmpty();
            }

            @Test
            void is_answered_after_a_crash() {
                trainer.recovered();

                assertThat(published(trainer.stopped(RUN), CommandAccepted.class))
                        .hasSize(1);
            }

            @Test
            void is_answered_though_a_third_round_is_asked_for_which_goes_on() {
                trainer.retry(retry("retry-2", Stage.TRAIN), built(RUN));

                Step step = trainer.stopped(RUN);

                assertThat(published(step, CommandAccepted.class))
                        .extracting(CommandAccepted::command)
                        .containsExactly("cancel-1");
                assertThat(trainer.lane().waiting(RUN.run()))
                        .extracting(waiting -> waiting.run().round())
                        .containsExactly(2);
            }

            @Test
            void is_answered_for_a_round_that_comes_from_an_earlier_stage_too() {
                var other = new Core(Stage.TRAIN);
                other.admit(RUN);
                other.retry(retry("retry-1", Stage.BUILD), built(RUN));
                other.answered(new CommandAccepted("retry-1", RUN.run(), RUN.model(), 1, Stage.BUILD, "begins"));
                other.cancel(CANCEL);

                assertThat(published(other.admit(ROUND_1))).isEmpty();

                assertThat(published(other.stopped(RUN), CommandAccepted.class)).hasSize(1);
            }
        }

        @Test
        void goes_on_after_a_crash_in_the_middle_of_it() {
            trainer.admit(RUN);
            trainer.cancel(CANCEL);

            assertThat(halted(trainer.recovered())).hasSize(1);
        }

        @Test
        void of_a_waiting_run_ends_it_at_once() {
            RunRef second = run("toy", 2);
            trainer.admit(RUN);
            trainer.admit(second);

            Step step =
                    trainer.cancel(command("cancel-2", new RunCancel(second.run(), second.model(), Optional.empty())));

            assertThat(published(step, RunEnded.class))
                    .extracting(RunEnded::run, RunEnded::result)
                    .containsExactly(tuple(second, RunEnded.Result.CANCELLED));
        }

        @Test
        void that_comes_before_the_run_ends_it_at_admission() {
            trainer.cancel(CANCEL);

            Step step = trainer.admit(RUN);

            assertThat(started(step)).isEmpty();
            assertThat(published(step, RunEnded.class))
                    .extracting(RunEnded::result)
                    .containsExactly(RunEnded.Result.CANCELLED);
            assertThat(published(step, CommandAccepted.class)).hasSize(1);
        }

        @Test
        void that_is_asked_for_twice_is_answered_twice() {
            trainer.cancel(CANCEL);
            trainer.cancel(command("cancel-2", new RunCancel(RUN.run(), RUN.model(), Optional.empty())));

            Step step = trainer.admit(RUN);

            assertThat(published(step, CommandAccepted.class))
                    .extracting(CommandAccepted::command)
                    .containsExactly("cancel-1", "cancel-2");
        }

        @Test
        void changes_nothing_when_it_is_read_again() {
            trainer.admit(RUN);
            trainer.cancel(CANCEL);
            Lane before = trainer.lane();

            Step again = trainer.cancel(CANCEL);

            assertThat(again).isEqualTo(Step.unchanged(before));
        }

        @Test
        void is_refused_once_the_run_has_ended_here() {
            trainer.admit(RUN);
            trainer.through(RUN, FAILURE);

            Step step = trainer.cancel(CANCEL);

            assertThat(published(step))
                    .containsExactly(new CommandRejected(
                            "cancel-1", RUN.run(), RUN.model(), Stage.TRAIN, "it ended already: failed"));
        }

        @Test
        void is_left_to_the_stage_that_has_the_next_round_and_ends_that_if_it_comes_here_before() {
            trainer.admit(RUN);
            trainer.through(RUN, FAILURE);
            trainer.retry(retry("retry-1", Stage.BUILD), built(RUN));
            trainer.answered(new CommandAccepted("retry-1", RUN.run(), RUN.model(), 1, Stage.BUILD, "begins"));

            assertThat(published(trainer.cancel(CANCEL))).isEmpty();

            assertThat(published(trainer.admit(ROUND_1), CommandAccepted.class))
                    .extracting(CommandAccepted::command)
                    .containsExactly("cancel-1");
        }

        @Nested
        class That_follows_on_a_retry_from_another_stage {
            @BeforeEach
            void before_that_is_answered() {
                trainer.admit(RUN);
                trainer.through(RUN, FAILURE);
                trainer.retry(retry("retry-1", Stage.BUILD), built(RUN));
                trainer.cancel(CANCEL);
            }

            @Test
            void waits_for_its_answer() {
                assertThat(published(trainer.recovered())).isEmpty();
            }

            @Test
            void is_left_to_that_stage_when_the_round_begins_there() {
                assertThat(published(trainer.answered(begun(1, Stage.BUILD)))).isEmpty();

                assertThat(published(trainer.admit(ROUND_1), CommandAccepted.class))
                        .extracting(CommandAccepted::command)
                        .containsExactly("cancel-1");
            }

            @Test
            void is_answered_here_when_no_round_begins_there() {
                assertThat(published(trainer.answered(refused("retry-1", Stage.BUILD))))
                        .containsExactly(new CommandRejected(
                                "cancel-1", RUN.run(), RUN.model(), Stage.TRAIN, "it ended already: failed"));
            }

            @Test
            void waits_for_the_answers_to_all_retries_before_it() {
                trainer.retry(retry("retry-2", Stage.EVALUATE), built(RUN));
                Envelope second = command("cancel-2", new RunCancel(RUN.run(), RUN.model(), Optional.empty()));
                trainer.cancel(second);

                assertThat(published(trainer.answered(refused("retry-1", Stage.BUILD)), CommandRejected.class))
                        .extracting(CommandRejected::command)
                        .containsExactly("cancel-1");
                assertThat(published(trainer.answered(refused("retry-2", Stage.EVALUATE)), CommandRejected.class))
                        .extracting(CommandRejected::command)
                        .containsExactly("cancel-2");
            }
        }

        @Nested
        class Of_work_that_goes_on_after_a_retry_from_another_stage {
            @BeforeEach
            void cancel() {
                trainer.admit(RUN);
                trainer.retry(retry("retry-1", Stage.BUILD), built(RUN));
                assertThat(halted(trainer.cancel(CANCEL))).hasSize(1);
            }

            @Test
            void is_answered_when_that_is_refused_though_the_work_has_ended_before() {
                Step step = trainer.stopped(RUN);
                assertThat(published(step, CommandAnswer.class)).isEmpty();
                assertThat(published(step, RunEnded.class)).hasSize(1);

                assertThat(published(trainer.answered(refused("retry-1", Stage.BUILD)), CommandAccepted.class))
                        .extracting(CommandAccepted::command, CommandAccepted::round)
                        .containsExactly(tuple("cancel-1", 0));
            }

            @Test
            void is_answered_with_the_works_end_when_that_is_refused_before() {
                assertThat(published(trainer.answered(refused("retry-1", Stage.BUILD))))
                        .isEmpty();

                assertThat(published(trainer.stopped(RUN), CommandAccepted.class))
                        .hasSize(1);
            }

            @Test
            void is_left_to_the_other_stage_when_a_round_begins_there() {
                Step begun = trainer.answered(begun(1, Stage.BUILD));
                Step stopped = trainer.stopped(RUN);

                assertThat(published(begun, CommandAnswer.class)).isEmpty();
                assertThat(published(stopped, CommandAnswer.class)).isEmpty();
                assertThat(published(stopped, RunEnded.class)).hasSize(1);
            }

            @Test
            void is_answered_again_when_it_is_read_again_that_the_retry_was_refused() {
                trainer.stopped(RUN);
                Step first = trainer.answered(refused("retry-1", Stage.BUILD));

                Step again = trainer.answered(refused("retry-1", Stage.BUILD));

                assertThat(published(again)).isEqualTo(published(first)).isNotEmpty();
            }
        }

        @Test
        void that_comes_while_it_is_looked_for_what_the_round_begins_with_keeps_that_from_beginning() {
            trainer.admit(RUN);
            trainer.through(RUN, FAILURE);

            Step step = trainer.retry(
                    retry("retry-1", Stage.TRAIN), built(RUN), () -> assertThat(published(trainer.cancel(CANCEL)))
                            .isEmpty());

            assertThat(started(step)).isEmpty();
            assertThat(published(step, CommandRejected.class))
                    .extracting(CommandRejected::command, CommandRejected::reason)
                    .containsExactly(
                            tuple("retry-1", "it was cancelled before the round began"),
                            tuple("cancel-1", "it ended already: failed"));
        }

        @Test
        void that_another_stage_refused_is_none_when_it_comes_a_second_time_after_a_retry() {
            trainer.cancel(CANCEL);
            trainer.answered(refused("cancel-1", Stage.EVALUATE));
            trainer.retry(retry("retry-1", Stage.BUILD), built(RUN));
            trainer.cancel(CANCEL);
            trainer.answered(begun(1, Stage.BUILD));

            assertThat(started(trainer.admit(ROUND_1))).hasSize(1);
        }

        @Test
        void that_waits_leaves_the_round_alone_that_waits_behind_one_that_takes_over() {
            trainer.admit(RUN);
            trainer.commits(RUN, 1);
            trainer.retry(retry("retry-1", Stage.TRAIN), built(RUN));
            trainer.retry(retry("retry-2", Stage.BUILD), built(RUN));

            assertThat(published(trainer.cancel(CANCEL))).isEmpty();
            assertThat(published(trainer.answered(refused("retry-2", Stage.BUILD))))
                    .containsExactly(new CommandRejected(
                            "cancel-1", RUN.run(), RUN.model(), Stage.TRAIN, "its version is taking over just now"));
            assertThat(trainer.lane().find(RunKey.of(ROUND_1))).containsInstanceOf(Held.Waiting.class);
        }

        @Test
        void is_not_about_a_round_that_was_asked_for_later_and_is_here_already() {
            trainer.admit(ROUND_1);

            Step step = trainer.cancel(CANCEL);

            assertThat(halted(step)).isEmpty();
            assertThat(published(step)).isEmpty();
        }

        @Test
        void is_left_to_the_next_stage_once_the_run_went_on() {
            trainer.admit(RUN);
            trainer.through(RUN, success(RUN));

            assertThat(trainer.cancel(CANCEL).actions()).isEmpty();
        }

        @Test
        void is_refused_while_the_work_does_what_cannot_be_stopped() {
            trainer.admit(RUN);
            assertThat(trainer.commits(RUN, 1)).isTrue();
            assertThat(trainer.lastChanged()).hasSize(1);

            Step step = trainer.cancel(CANCEL);

            assertThat(published(step, CommandRejected.class)).hasSize(1);
            assertThat(halted(step)).isEmpty();
        }

        @Test
        void that_was_refused_is_refused_again_when_it_is_read_again_after_a_crash() {
            trainer.admit(RUN);
            trainer.commits(RUN, 1);
            trainer.cancel(CANCEL);
            trainer.recovered();

            Step step = trainer.cancel(CANCEL);

            assertThat(published(step, CommandRejected.class)).hasSize(1);
            assertThat(halted(step)).isEmpty();
        }

        @Test
        void keeps_the_work_from_doing_what_cannot_be_stopped() {
            trainer.admit(RUN);
            trainer.cancel(CANCEL);

            assertThat(trainer.commits(RUN, 1)).isFalse();
        }

        @Test
        void of_a_run_that_nobody_knows_is_refused_by_the_first_stage_after_a_while() {
            assertThat(published(builder.cancel(CANCEL))).isEmpty();

            Step step = builder.ring();

            assertThat(published(step, CommandRejected.class))
                    .extracting(CommandRejected::reason)
                    .containsExactly("there is no such run");
            builder.answered(published(step, CommandRejected.class).getFirst());
            assertThat(builder.lane().isEmpty()).isTrue();
        }

        @Test
        void of_a_run_that_nobody_knows_is_refused_again_until_that_is_on_the_log() {
            builder.cancel(CANCEL);
            Step first = builder.ring();
            builder.recovered();

            assertThat(published(builder.ring())).isEqualTo(published(first)).hasSize(1);
        }

        @Test
        void is_left_to_another_stage_that_knows_of_a_round_though_the_first_stage_has_forgotten_the_run() {
            builder.retry(retry("retry-1", Stage.DEPLOY), built(RUN));
            builder.answered(begun(1, Stage.DEPLOY));

            builder.cancel(CANCEL);

            assertThat(builder.lane().wakeUp()).isEmpty();
        }

        @Test
        void that_another_stage_accepts_is_not_refused_by_the_first_which_had_forgotten_the_run() {
            builder.cancel(CANCEL);
            builder.answered(new CommandAccepted("cancel-1", RUN.run(), RUN.model(), 0, Stage.DEPLOY, "cancelled"));

            assertThat(builder.lane().wakeUp()).isEmpty();
        }

        @Test
        void is_one_of_a_hundred_at_most_and_then_the_first_stage_refuses_it() {
            for (int i = 0; i < 100; i++) {
                Envelope cancel = command("one-of-many-" + i, new RunCancel(RUN.run(), RUN.model(), Optional.empty()));
                builder.cancel(cancel);
                trainer.cancel(cancel);
            }

            assertThat(published(trainer.cancel(CANCEL))).isEmpty();
            assertThat(published(builder.cancel(CANCEL), CommandRejected.class))
                    .extracting(CommandRejected::reason)
                    .containsExactly("it was cancelled 100 times already");
        }

        @Test
        void of_a_run_that_nobody_knows_is_no_business_of_other_stages() {
            assertThat(published(trainer.cancel(CANCEL))).isEmpty();
            assertThat(trainer.lane().wakeUp()).isEmpty();
        }

        @Test
        void that_another_stage_refused_is_a_fence_no_more() {
            trainer.cancel(CANCEL);
            trainer.answered(
                    new CommandRejected("cancel-1", RUN.run(), RUN.model(), Stage.BUILD, "there is no such run"));

            assertThat(started(trainer.admit(RUN))).hasSize(1);
        }

        @Test
        void of_a_run_that_is_registered_just_then_is_obeyed() {
            builder.cancel(CANCEL);

            Step step = builder.admit(RUN);

            assertThat(published(step, RunEnded.class)).hasSize(1);
            assertThat(builder.lane().wakeUp()).isEmpty();
        }
    }

    @Nested
    class A_retry {
        @Test
        void begins_the_next_round_with_the_event_of_the_first() {
            trainer.admit(RUN);
            trainer.through(RUN, FAILURE);

            Step step = trainer.retry(retry("again", Stage.TRAIN), built(RUN));

            assertThat(started(step)).extracting(task -> task.run()).containsExactly(ROUND_1);
            assertThat(published(step, CommandAccepted.class))
                    .containsExactly(new CommandAccepted(
                            "again", RUN.run(), RUN.model(), 1, Stage.TRAIN, "round 1 begins at the trainer"));
        }

        @Test
        void is_the_same_round_when_it_is_read_again() {
            trainer.admit(RUN);
            trainer.through(RUN, FAILURE);
            trainer.retry(retry("again", Stage.TRAIN), built(RUN));

            Step step = trainer.retry(retry("again", Stage.TRAIN), built(RUN));

            assertThat(started(step)).isEmpty();
            assertThat(published(step, CommandAccepted.class))
                    .extracting(CommandAccepted::round)
                    .containsExactly(1);
        }

        @Test
        void is_refused_when_a_round_that_was_asked_for_later_is_here_already() {
            trainer.admit(new RunRef(RUN.run(), 2, RUN.model(), RUN.version(), RUN.sequence()));

            Step step = trainer.retry(retry("retry-1", Stage.TRAIN), built(RUN));

            assertThat(published(step))
                    .containsExactly(new CommandRejected(
                            "retry-1",
                            RUN.run(),
                            RUN.model(),
                            Stage.TRAIN,
                            "its round 2, which was asked for later, has begun"));
        }

        @Test
        void from_another_stage_counts_as_a_round_here_too() {
            trainer.admit(RUN);
            trainer.through(RUN, success(RUN));
            trainer.retry(retry("evaluate-again", Stage.EVALUATE), built(RUN));

            Step step = trainer.retry(retry("train-again", Stage.TRAIN), built(RUN));

            assertThat(published(step, CommandAccepted.class))
                    .extracting(CommandAccepted::round)
                    .containsExactly(2);
        }

        @Test
        void ends_what_an_earlier_round_still_does_here() {
            trainer.admit(RUN);

            Step step = trainer.retry(retry("again", Stage.TRAIN), built(RUN));

            assertThat(halted(step)).extracting(task -> task.run()).containsExactly(RUN);
            assertThat(started(step)).isEmpty();
            assertThat(published(trainer.stopped(RUN), RunEnded.class))
                    .extracting(ended -> ended.run().round(), RunEnded::result)
                    .containsExactly(tuple(0, RunEnded.Result.CANCELLED));
        }

        @Test
        void that_another_stage_accepted_ends_what_an_earlier_round_still_does_here() {
            trainer.admit(RUN);
            trainer.retry(retry("build-again", Stage.BUILD), built(RUN));

            Step step = trainer.answered(new CommandAccepted(
                    "build-again", RUN.run(), RUN.model(), 1, Stage.BUILD, "round 1 begins at the builder"));

            assertThat(halted(step)).hasSize(1);
        }

        @Test
        void whose_round_comes_before_it_is_read_ends_what_an_earlier_one_still_does_here() {
            trainer.admit(RUN);

            Step step = trainer.admit(ROUND_1);

            assertThat(halted(step)).extracting(task -> task.run()).containsExactly(RUN);
        }

        @Test
        void of_an_earlier_round_that_comes_late_is_fenced_off() {
            trainer.retry(retry("build-again", Stage.BUILD), built(RUN));
            trainer.answered(new CommandAccepted(
                    "build-again", RUN.run(), RUN.model(), 1, Stage.BUILD, "round 1 begins at the builder"));

            Step step = trainer.admit(RUN);

            assertThat(started(step)).isEmpty();
            assertThat(published(step, RunEnded.class)).hasSize(1);
        }

        @Test
        void of_a_run_that_never_came_here_is_refused() {
            Step step = trainer.retry(retry("again", Stage.TRAIN), built(RUN));

            assertThat(published(step, CommandRejected.class))
                    .extracting(CommandRejected::reason)
                    .containsExactly("it has not got to the trainer; retry it from an earlier stage");
        }

        @Test
        void from_what_is_no_stage_is_refused_by_the_first() {
            assertThat(published(trainer.retry(retry("again", Stage.UNKNOWN), built(RUN)), CommandAnswer.class))
                    .isEmpty();
            assertThat(published(builder.retry(retry("again", Stage.UNKNOWN), built(RUN)), CommandRejected.class))
                    .hasSize(1);
        }

        @Test
        void is_not_touched_by_a_cancel_of_the_round_before() {
            trainer.admit(RUN);
            trainer.cancel(CANCEL);
            trainer.stopped(RUN);
            trainer.published(RUN);
            trainer.closed(RUN);

            assertThat(started(trainer.retry(retry("again", Stage.TRAIN), built(RUN))))
                    .hasSize(1);
        }

        @Test
        void has_an_end() {
            trainer.admit(RUN);
            trainer.through(RUN, FAILURE);
            for (int i = 0; i < 100; i++) {
                trainer.retry(retry("again-" + i, Stage.EVALUATE), built(RUN));
            }

            Step step = trainer.retry(retry("once-too-often", Stage.TRAIN), built(RUN));

            assertThat(published(step, CommandRejected.class)).hasSize(1);
        }
    }

    @Test
    void what_was_asked_for_is_forgotten_when_nobody_can_mean_it_any_more() {
        trainer.cancel(CANCEL);
        var core = new StageCore(Stage.TRAIN, (event, run) -> new Plan.Pass(), Rules.DEFAULT);

        Step step = core.forget(trainer.lane(), Past.NOTHING, Core.NINE.plus(Duration.ofDays(1)));

        assertThat(step.lane().isEmpty()).isTrue();
        assertThat(step.orders()).singleElement().satisfies(orders -> assertThat(orders.isEmpty())
                .isTrue());
    }

    @Nested
    class A_rollback {
        private final Core deployer = new Core(Stage.DEPLOY);
        private final Envelope rollback =
                command("go-back", new DeploymentRollback(RUN.run(), RUN.model(), Optional.of("slow")));

        @Test
        void is_the_next_round_of_the_run_and_the_work_is_told_who_asked() {
            deployer.admit(RUN);
            deployer.through(RUN, success(RUN));

            Step step = deployer.retry(rollback, built(RUN));

            assertThat(started(step))
                    .extracting(task -> task.run(), task -> task.command())
                    .containsExactly(tuple(ROUND_1, Optional.of(rollback)));
            assertThat(published(step, CommandAccepted.class))
                    .extracting(CommandAccepted::message)
                    .containsExactly("round 1 begins at the deployer");
        }

        @Test
        void to_a_run_that_never_got_there_is_refused() {
            assertThat(published(deployer.retry(rollback, built(RUN)), CommandRejected.class))
                    .extracting(CommandRejected::reason)
                    .containsExactly("it never got to the deployer, or that is forgotten; register it again");
        }

        @Test
        void counts_as_a_round_at_the_other_stages() {
            trainer.admit(RUN);
            trainer.through(RUN, success(RUN));
            trainer.retry(rollback, built(RUN));

            assertThat(published(trainer.retry(retry("train-again", Stage.TRAIN), built(RUN)), CommandAccepted.class))
                    .extracting(CommandAccepted::round)
                    .containsExactly(2);
        }
    }
}
