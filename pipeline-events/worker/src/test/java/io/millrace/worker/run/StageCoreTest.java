package io.millrace.worker.run;

import static io.millrace.worker.testing.Samples.built;
import static io.millrace.worker.testing.Samples.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Envelope;
import io.millrace.events.Failure;
import io.millrace.events.ImageBuilt;
import io.millrace.events.ModelTrained;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunEnded;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed;
import io.millrace.events.StageStatus;
import io.millrace.worker.Outcome;
import io.millrace.worker.Plan;
import io.millrace.worker.Task;
import io.millrace.worker.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class StageCoreTest {
    private static final Instant NINE = Instant.parse("2026-01-01T09:00:00Z");
    private static final RunRef FIRST = run("toy", 1);
    private static final RunRef SECOND = run("toy", 2);
    private static final Failure RAISED = Failure.userError("command-failed", "it raised", "mend it");
    private static final Failure AWAY = Failure.transientFailure("registry-away", "it is away", "wait");

    private static final Origin ORIGIN = new Origin("millrace.image-built", 3, 41);
    /** Patience, and an hour for each of two attempts. */
    private static final Instant DEADLINE = NINE.plus(Duration.ofHours(26));

    private final StageCore core = new StageCore(Stage.TRAIN, StageCoreTest::plan, Rules.DEFAULT);
    private final Lane empty = Lane.empty(FIRST.model());

    private static Plan plan(PipelineEvent event, RunRef run) {
        return event instanceof ImageBuilt built
                ? built.candidate()
                        .spec()
                        .train()
                        .<Plan>map(train -> new Plan.Work(train.retries()))
                        .orElseGet(() ->
                                new Plan.Answer(Outcome.goesOn(StageStatus.SKIPPED, trained(run, StageStatus.SKIPPED))))
                : new Plan.Pass();
    }

    private static ModelTrained trained(RunRef run, StageStatus status) {
        return new ModelTrained(run, status, ((ImageBuilt) built(run).event()).candidate());
    }

    private static Outcome success(RunRef run) {
        return Outcome.goesOn(StageStatus.DONE, trained(run, StageStatus.DONE));
    }

    private static Admission admission(RunRef run) {
        return admission(run, built(run));
    }

    private static Admission admission(RunRef run, Envelope trigger) {
        return new Admission(run, trigger, ORIGIN);
    }

    private Step admit(Lane lane, RunRef run) {
        return core.admit(lane, admission(run), NINE);
    }

    private Lane running(RunRef run) {
        return admit(empty, run).lane();
    }

    private Step performed(Lane lane, RunRef run, int attempt, Outcome outcome) {
        return core.performed(lane, RunKey.of(run), attempt, outcome, NINE);
    }

    private static List<Class<?>> published(Step step) {
        return outbox(step).stream().<Class<?>>map(PipelineEvent::getClass).toList();
    }

    private static List<PipelineEvent> outbox(Step step) {
        return step.actions().stream()
                .filter(Action.Publish.class::isInstance)
                .flatMap(action -> ((Action.Publish) action).outbox().stream())
                .map(Envelope::event)
                .toList();
    }

    private static List<StageProgressed.State> told(Step step) {
        return step.actions().stream()
                .filter(Action.Tell.class::isInstance)
                .map(action ->
                        ((StageProgressed) ((Action.Tell) action).progress().event()).state())
                .toList();
    }

    private static List<Task> started(Step step) {
        return step.actions().stream()
                .filter(Action.Perform.class::isInstance)
                .map(action -> ((Action.Perform) action).task())
                .toList();
    }

    @Nested
    class A_first_event_for_a_model {
        @Test
        void starts_the_work_once_it_is_remembered() {
            Step step = admit(empty, FIRST);

            assertThat(step.changed())
                    .containsExactly(new Held.Running(admission(FIRST), 1, DEADLINE, Optional.empty(), false));
            assertThat(started(step)).containsExactly(new Task(FIRST, 1, built(FIRST)));
        }

        @Test
        void tells_once_that_it_runs() {
            assertThat(told(admit(empty, FIRST))).containsExactly(StageProgressed.State.RUNNING);
        }

        @Test
        void is_answered_at_once_when_there_is_nothing_to_do() {
            var spec = Samples.spec("toy", Optional.empty());

            Step step = core.admit(empty, admission(FIRST, built(FIRST, spec)), NINE);

            assertThat(started(step)).isEmpty();
            assertThat(published(step)).containsExactly(ModelTrained.class, StageProgressed.class);
        }

        @Test
        void changes_nothing_when_it_is_not_for_this_stage() {
            var other = new RunEnded(FIRST, RunEnded.Result.FAILED, Stage.BUILD, Optional.empty());

            Step step = core.admit(empty, admission(FIRST, Samples.envelope(FIRST, Stage.BUILD, other)), NINE);

            assertThat(step).isEqualTo(Step.unchanged(empty));
        }
    }

    @Nested
    class A_second_event_for_the_same_model {
        @Test
        void waits_until_the_first_run_is_through() {
            Step step = admit(running(FIRST), SECOND);

            assertThat(started(step)).isEmpty();
            assertThat(step.changed()).containsExactly(new Held.Waiting(admission(SECOND)));
            assertThat(told(step)).containsExactly(StageProgressed.State.WAITING);
        }

        @Test
        void has_its_turn_when_the_first_is_published() {
            Lane both = admit(running(FIRST), SECOND).lane();
            Lane concluding = performed(both, FIRST, 1, success(FIRST)).lane();

            Step step = core.published(concluding, RunKey.of(FIRST), NINE);

            assertThat(started(step)).containsExactly(new Task(SECOND, 1, built(SECOND)));
        }

        @Test
        void changes_nothing_when_it_is_the_same_event_again() {
            Lane lane = running(FIRST);

            Step step = admit(lane, FIRST);

            assertThat(step).isEqualTo(Step.unchanged(lane));
        }

        @Test
        void goes_first_when_it_was_registered_first_and_nobody_has_started() {
            Lane waiting = empty.with(new Held.Waiting(admission(SECOND)));

            Step step = admit(waiting, FIRST);

            assertThat(started(step)).extracting(Task::run).containsExactly(FIRST);
        }
    }

    @Nested
    class Work_that_succeeds {
        @Test
        void is_published_with_the_stages_answer() {
            Step step = performed(running(FIRST), FIRST, 1, success(FIRST));

            assertThat(published(step)).containsExactly(ModelTrained.class, StageProgressed.class);
        }

        @Test
        void resolves_the_alerts_of_earlier_runs() {
            Lane failed = performed(running(FIRST), FIRST, 1, new Outcome.Failed(RAISED))
                    .lane();
            Lane next = admit(core.published(failed, RunKey.of(FIRST), NINE).lane(), SECOND)
                    .lane();

            Step step = performed(next, SECOND, 1, success(SECOND));

            AlertRaised raised = AlertRaised.of(FIRST, Stage.TRAIN, RAISED);
            assertThat(outbox(step))
                    .contains(new AlertResolved(raised.alertId(), raised.fingerprint(), SECOND, Stage.TRAIN));
            assertThat(step.lane().openAlerts()).isEmpty();
            assertThat(step.modelChanged()).isTrue();
        }

        @Test
        void is_over_once_nothing_is_left_of_it() {
            Lane concluding =
                    performed(running(FIRST), FIRST, 1, success(FIRST)).lane();
            Lane closing = core.published(concluding, RunKey.of(FIRST), NINE).lane();

            Step step = core.closed(closing, RunKey.of(FIRST), NINE);

            assertThat(step.changed()).containsExactly(new Held.Concluded(FIRST, ORIGIN, Optional.empty(), NINE));
            assertThat(step.lane()).isEqualTo(empty);
        }

        @Test
        void is_over_once_it_is_published_where_work_leaves_nothing_behind() {
            var tidy = new StageCore(Stage.TRAIN, StageCoreTest::plan, Rules.DEFAULT, false);
            Lane concluding =
                    performed(running(FIRST), FIRST, 1, success(FIRST)).lane();

            Step step = tidy.published(concluding, RunKey.of(FIRST), NINE);

            assertThat(step.changed()).containsExactly(new Held.Concluded(FIRST, ORIGIN, Optional.empty(), NINE));
            assertThat(step.actions()).isEmpty();
        }

        @Test
        void changes_nothing_the_second_time() {
            Lane concluding =
                    performed(running(FIRST), FIRST, 1, success(FIRST)).lane();

            Step step = performed(concluding, FIRST, 1, new Outcome.Failed(RAISED));

            assertThat(step).isEqualTo(Step.unchanged(concluding));
        }
    }

    @Nested
    class Work_that_fails {
        @Test
        void ends_the_run_with_one_alert_and_then_says_that_it_ended() {
            Step step = performed(running(FIRST), FIRST, 1, new Outcome.Failed(RAISED));

            AlertRaised alert = AlertRaised.of(FIRST, Stage.TRAIN, RAISED);
            assertThat(published(step)).containsExactly(StageProgressed.class, AlertRaised.class, RunEnded.class);
            assertThat(outbox(step)).contains(alert);
            assertThat(outbox(step))
                    .last()
                    .isEqualTo(new RunEnded(FIRST, RunEnded.Result.FAILED, Stage.TRAIN, Optional.of(alert.alertId())));
        }

        @Test
        void is_tried_again_later_when_it_may_pass() {
            Step step = performed(running(FIRST), FIRST, 1, new Outcome.Failed(AWAY));

            assertThat(published(step)).isEmpty();
            assertThat(step.changed()).hasSize(1).first().isInstanceOf(Held.Parked.class);
        }

        @Test
        void comes_again_when_it_comes_before_its_time() {
            Step failed = performed(running(FIRST), FIRST, 1, new Outcome.Failed(AWAY));

            Step step = core.due(failed.lane(), NINE);

            assertThat(step).isEqualTo(Step.unchanged(failed.lane()));
            assertThat(step.lane().wakeUp())
                    .hasValueSatisfying(at -> assertThat(at).isAfter(NINE));
        }

        @Test
        void starts_the_next_attempt_when_its_time_has_come() {
            Lane parked = performed(running(FIRST), FIRST, 1, new Outcome.Failed(AWAY))
                    .lane();

            Step step = core.due(parked, NINE.plus(Duration.ofMinutes(1)));

            assertThat(started(step)).extracting(Task::attempt).containsExactly(2);
        }

        @Test
        void ends_the_run_after_the_last_attempt() {
            Lane parked = performed(running(FIRST), FIRST, 1, new Outcome.Failed(AWAY))
                    .lane();
            Lane second = core.due(parked, NINE.plus(Duration.ofMinutes(1))).lane();

            Step step = performed(second, FIRST, 2, new Outcome.Failed(AWAY));

            assertThat(published(step)).contains(AlertRaised.class, RunEnded.class);
        }

        @Test
        void of_an_attempt_that_is_over_changes_nothing() {
            Lane parked = performed(running(FIRST), FIRST, 1, new Outcome.Failed(AWAY))
                    .lane();
            Lane second = core.due(parked, NINE.plus(Duration.ofMinutes(1))).lane();

            Step step = performed(second, FIRST, 1, new Outcome.Failed(RAISED));

            assertThat(step).isEqualTo(Step.unchanged(second));
        }
    }

    @Nested
    class After_a_crash {
        @Test
        void running_work_is_found_again_as_the_same_attempt() {
            Step step = core.recovered(running(FIRST), NINE);

            assertThat(started(step)).containsExactly(new Task(FIRST, 1, built(FIRST)));
        }

        @Test
        void what_was_decided_is_published_again_unchanged() {
            Step decided = performed(running(FIRST), FIRST, 1, success(FIRST));

            Step step = core.recovered(decided.lane(), NINE.plusSeconds(60));

            assertThat(step.actions()).isEqualTo(decided.actions());
        }

        @Test
        void a_retry_keeps_its_time() {
            Lane parked = performed(running(FIRST), FIRST, 1, new Outcome.Failed(AWAY))
                    .lane();

            Step step = core.recovered(parked, NINE);

            assertThat(step.actions()).isEmpty();
            assertThat(step.lane().wakeUp()).isEqualTo(parked.wakeUp()).isPresent();
        }

        @Test
        void what_the_work_left_behind_is_removed_after_all() {
            Lane concluding =
                    performed(running(FIRST), FIRST, 1, success(FIRST)).lane();
            Lane closing = core.published(concluding, RunKey.of(FIRST), NINE).lane();

            Step step = core.recovered(closing, NINE);

            assertThat(step.actions()).containsExactly(new Action.Conclude(new Task(FIRST, 1, built(FIRST))));
        }

        @Test
        void a_waiting_run_whose_turn_came_is_started() {
            Lane waiting = empty.with(new Held.Waiting(admission(FIRST)));

            Step step = core.recovered(waiting, NINE);

            assertThat(started(step)).extracting(Task::run).containsExactly(FIRST);
        }
    }

    @Nested
    class An_alert_about_no_outcome {
        private final AlertRaised down = AlertRaised.of(FIRST, Stage.TRAIN, AWAY);
        private final Envelope envelope = Samples.envelope(FIRST, Stage.TRAIN, down);

        @Test
        void is_remembered_and_told() {
            Step step = core.raise(empty, down, envelope);

            assertThat(step.modelChanged()).isTrue();
            assertThat(step.actions()).containsExactly(new Action.Raise(down.alertId(), envelope));
        }

        @Test
        void is_told_again_after_a_crash_before_it_was_told() {
            Lane untold = core.raise(empty, down, envelope).lane();

            Step step = core.recovered(untold, NINE);

            assertThat(step.actions()).containsExactly(new Action.Raise(down.alertId(), envelope));
        }

        @Test
        void is_not_told_again_once_it_is_on_the_log() {
            Lane told = core.told(core.raise(empty, down, envelope).lane(), down.alertId())
                    .lane();

            assertThat(core.recovered(told, NINE).actions()).isEmpty();
        }

        @Test
        void changes_nothing_while_one_like_it_stands() {
            Lane standing = core.raise(empty, down, envelope).lane();

            assertThat(core.raise(standing, down, envelope)).isEqualTo(Step.unchanged(standing));
        }

        @Test
        void is_resolved_by_the_next_good_run() {
            Lane standing = core.told(core.raise(empty, down, envelope).lane(), down.alertId())
                    .lane();

            Step step = performed(admit(standing, FIRST).lane(), FIRST, 1, success(FIRST));

            assertThat(outbox(step)).hasAtLeastOneElementOfType(AlertResolved.class);
        }

        @Test
        void stands_no_more_once_it_is_resolved() {
            Lane standing = core.raise(empty, down, envelope).lane();

            assertThat(core.resolved(standing, down.alertId()).lane()).isEqualTo(empty);
        }
    }
}
