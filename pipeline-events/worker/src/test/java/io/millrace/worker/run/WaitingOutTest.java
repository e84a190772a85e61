package io.millrace.worker.run;

import static io.millrace.worker.run.Core.halted;
import static io.millrace.worker.run.Core.published;
import static io.millrace.worker.run.Core.started;
import static io.millrace.worker.run.Core.success;
import static io.millrace.worker.testing.Samples.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Failure;
import io.millrace.events.PipelineSpec.Concurrency;
import io.millrace.events.RunCancel;
import io.millrace.events.RunEnded;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.worker.Outcome;
import io.millrace.worker.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WaitingOutTest {
    private static final RunRef RUN = run("toy", 1);
    private static final Failure AWAY = Failure.transientFailure("registry-away", "the registry is away", "wait");
    private static final Failure LOST = Failure.transientFailure("workload-lost", "it was lost", "wait");

    private final Core trainer = new Core(Stage.TRAIN);

    /** What is published while the neighbour does not answer this often. */
    private List<AlertRaised> outage(int tries) {
        var raised = new ArrayList<AlertRaised>();
        for (int i = 0; i < tries; i++) {
            raised.addAll(published(trainer.performed(RUN, 1, new Outcome.Away(AWAY)), AlertRaised.class));
            trainer.ring();
        }
        return raised;
    }

    @Nested
    class An_outage {
        @Test
        void costs_no_attempt() {
            trainer.admit(RUN);
            trainer.performed(RUN, 1, new Outcome.Away(AWAY));

            assertThat(started(trainer.ring())).extracting(Task::attempt).containsExactly(1);
        }

        @Test
        void is_one_alert_however_long_it_takes() {
            trainer.admit(RUN);

            assertThat(outage(100))
                    .singleElement()
                    .satisfies(alert -> assertThat(alert.failure().code()).isEqualTo("registry-away"));
        }

        @Test
        void that_is_a_hiccup_is_no_alert() {
            trainer.admit(RUN);

            assertThat(outage(3)).isEmpty();
        }

        @Test
        void is_looked_at_again_within_half_a_minute() {
            trainer.admit(RUN);
            outage(50);
            trainer.performed(RUN, 1, new Outcome.Away(AWAY));

            assertThat(Duration.between(trainer.now, trainer.lane().wakeUp().orElseThrow()))
                    .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
        }

        @Test
        void is_resolved_when_the_work_succeeds() {
            trainer.admit(RUN);
            AlertRaised raised = outage(10).getFirst();

            Step step = trainer.performed(RUN, 1, success(RUN));

            assertThat(published(step, AlertResolved.class))
                    .extracting(AlertResolved::alertId)
                    .containsExactly(raised.alertId());
        }

        @Test
        void is_resolved_when_the_neighbour_is_back_and_the_work_fails() {
            trainer.admit(RUN);
            AlertRaised raised = outage(10).getFirst();

            Step step = trainer.performed(RUN, 1, new Outcome.Failed(LOST));

            assertThat(published(step, AlertResolved.class))
                    .extracting(AlertResolved::alertId)
                    .containsExactly(raised.alertId());
        }

        @Test
        void hides_what_runs_so_a_cancel_is_answered_once_it_is_known_to_be_gone() {
            trainer.admit(RUN);
            outage(10);
            trainer.performed(RUN, 1, new Outcome.Away(AWAY));

            Step asked =
                    trainer.cancel(Core.command("cancel", new RunCancel(RUN.run(), RUN.model(), Optional.empty())));

            assertThat(published(asked)).isEmpty();
            assertThat(halted(asked)).extracting(Task::attempt).containsExactly(1);
            assertThat(published(trainer.stopped(RUN), RunEnded.class))
                    .extracting(RunEnded::result)
                    .containsExactly(RunEnded.Result.CANCELLED);
        }

        @Test
        void is_resolved_when_nobody_waits_any_more() {
            trainer.admit(RUN);
            AlertRaised raised = outage(10).getFirst();
            trainer.cancel(Core.command("cancel", new RunCancel(RUN.run(), RUN.model(), Optional.empty())));

            Step step = trainer.stopped(RUN);

            assertThat(published(step, AlertResolved.class))
                    .extracting(AlertResolved::alertId)
                    .containsExactly(raised.alertId());
        }

        @Test
        void is_told_and_resolved_even_if_the_worker_dies_in_between() {
            trainer.admit(RUN);
            AlertRaised raised = outage(10).getFirst();
            trainer.performed(RUN, 1, success(RUN));

            Step step = trainer.recovered();

            assertThat(published(step)).containsSubsequence(raised);
            assertThat(published(step, AlertResolved.class)).hasSize(1);
        }

        @Test
        void is_resolved_even_if_the_worker_dies_before_it_remembers_that() {
            trainer.admit(RUN);
            AlertRaised raised = outage(10).getFirst();
            List<OpenAlert> before = trainer.lane().openAlerts();
            trainer.performed(RUN, 1, new Outcome.Failed(LOST));

            Step step = trainer.recovered(before);

            assertThat(published(step, AlertResolved.class))
                    .extracting(AlertResolved::alertId)
                    .containsExactly(raised.alertId());
        }

        @Test
        void is_told_at_the_next_try_if_the_worker_dies_before_it_remembers_the_alert() {
            trainer.admit(RUN);
            AlertRaised untold = outage(10).getFirst();
            trainer.recovered(List.of());

            Step step = trainer.performed(RUN, 1, new Outcome.Away(AWAY));

            assertThat(published(step, AlertRaised.class))
                    .extracting(AlertRaised::alertId)
                    .containsExactly(untold.alertId());
        }

        @Test
        void goes_on_for_who_waits_when_another_run_succeeds() {
            RunRef other = run("toy", 2);
            trainer.admit(RUN, Core.built(RUN, Concurrency.PARALLEL));
            trainer.admit(other, Core.built(other, Concurrency.PARALLEL));
            outage(10);

            Step step = trainer.performed(other, 1, success(other));

            assertThat(published(step, AlertResolved.class)).isEmpty();
        }

        @Test
        void is_another_alert_the_second_time() {
            trainer.admit(RUN);
            AlertRaised first = outage(10).getFirst();
            trainer.performed(RUN, 1, new Outcome.Failed(LOST));
            trainer.ring();

            var raised = new ArrayList<AlertRaised>();
            for (int i = 0; i < 10; i++) {
                raised.addAll(published(trainer.performed(RUN, 2, new Outcome.Away(AWAY)), AlertRaised.class));
                trainer.ring();
            }

            assertThat(raised).singleElement().satisfies(second -> assertThat(second.alertId())
                    .isNotEqualTo(first.alertId()));
        }

        @Test
        void ends_the_run_with_an_alert_when_patience_is_over() {
            trainer.admit(RUN);
            trainer.performed(RUN, 1, new Outcome.Away(AWAY));

            Step step = trainer.later(Duration.ofHours(26));

            assertThat(published(step, AlertRaised.class))
                    .extracting(
                            alert -> alert.failure().code(),
                            alert -> alert.failure().summary().contains("the registry is away"))
                    .containsExactly(tuple("deadline-passed", true));
            assertThat(published(step, RunEnded.class)).hasSize(1);
        }
    }

    @Nested
    class Work_that_never_ends {
        @Test
        void is_ended_at_its_deadline() {
            trainer.admit(RUN);

            Step step = trainer.ring();

            assertThat(halted(step)).hasSize(1);
            assertThat(published(trainer.stopped(RUN), AlertRaised.class))
                    .extracting(alert -> alert.failure().code())
                    .containsExactly("deadline-passed");
        }

        @Test
        void keeps_its_deadline_over_retries() {
            trainer.admit(RUN);
            var deadline = trainer.lane().wakeUp().orElseThrow();
            trainer.performed(RUN, 1, new Outcome.Failed(LOST));
            trainer.ring();

            assertThat(trainer.lane().wakeUp()).contains(deadline);
        }
    }
}
