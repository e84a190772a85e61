package io.millrace.monitor.view;

import static io.millrace.monitor.view.Trip.ENDPOINT;
import static io.millrace.monitor.view.Trip.IMAGE;
import static io.millrace.monitor.view.Trip.NINE;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Envelope;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed.State;
import io.millrace.events.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RunTest {
    private static final Trip TRIP = Trip.of("digits", 1);

    private static Run after(Envelope... events) {
        Run run = Run.first(TRIP.id(), events[0]);
        for (Envelope event : List.of(events).subList(1, events.length)) {
            run = run.after(event);
        }
        return run;
    }

    private static StageRun stage(Run run, Stage stage) {
        return run.stages().stream()
                .filter(it -> it.stage() == stage)
                .findFirst()
                .orElseThrow();
    }

    @Nested
    @DisplayNameGeneration(ReplaceUnderscores.class)
    class A_run {
        @Test
        void waits_until_a_stage_picks_it_up() {
            Run run = after(TRIP.registered(0));

            assertThat(run.status()).isEqualTo(RunStatus.WAITING);
            assertThat(run.stage()).isEqualTo(Stage.BUILD);
            assertThat(run.stages()).isEmpty();
            assertThat(run.startedAt()).isEqualTo(NINE);
        }

        @Test
        void runs_where_its_furthest_stage_is() {
            Run run = after(
                    TRIP.registered(0),
                    TRIP.progress(Stage.BUILD, State.RUNNING, 1, 1),
                    TRIP.built(2),
                    TRIP.progress(Stage.TRAIN, State.RUNNING, 1, 3));

            assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
            assertThat(run.stage()).isEqualTo(Stage.TRAIN);
            assertThat(run.image()).contains(IMAGE);
        }

        @Test
        void waits_when_its_stage_waits() {
            Run run = after(TRIP.registered(0), TRIP.built(2), TRIP.progress(Stage.TRAIN, State.WAITING, 0, 3));

            assertThat(run.status()).isEqualTo(RunStatus.WAITING);
        }

        @ParameterizedTest
        @CsvSource({
            "DEPLOYED, SUCCEEDED",
            "FINISHED, SUCCEEDED",
            "REJECTED, REJECTED",
            "FAILED, FAILED",
            "CANCELLED, CANCELLED",
            "SUPERSEDED, CANCELLED",
            "UNKNOWN, FAILED"
        })
        void ends_as_its_last_stage_says(Result result, RunStatus status) {
            Run run = after(TRIP.registered(0), TRIP.ended(result, Stage.DEPLOY, 60));

            assertThat(run.status()).isEqualTo(status);
            assertThat(run.stage()).isEqualTo(Stage.DEPLOY);
            assertThat(run.endedAt()).contains(NINE.plusSeconds(60));
            assertThat(run.duration()).contains(Duration.ofMinutes(1));
        }

        @Test
        void never_goes_back_once_it_has_ended() {
            Run ended = after(TRIP.registered(0), TRIP.ended(Result.FAILED, Stage.TRAIN, 5));

            Run run = ended.after(TRIP.progress(Stage.TRAIN, State.RUNNING, 1, 4))
                    .after(TRIP.ended(Result.DEPLOYED, Stage.DEPLOY, 9));

            assertThat(run.status()).isEqualTo(RunStatus.FAILED);
            assertThat(run.endedAt()).contains(NINE.plusSeconds(5));
            assertThat(stage(run, Stage.TRAIN).state()).isEqualTo(State.FAILED);
        }

        @Test
        void shows_the_metrics_of_the_last_stage_that_measured_any() {
            Run run =
                    after(TRIP.registered(0), TRIP.evaluated(Verdict.PASSED, 0.95, 8), TRIP.trained(6), TRIP.built(2));

            assertThat(run.metrics().find("accuracy")).contains(0.95);
        }

        @Test
        void shows_where_it_serves() {
            Run deployed = after(TRIP.registered(0), TRIP.deployed(1, 9));
            Run served = after(TRIP.registered(0), TRIP.serves(1, 9));

            assertThat(deployed.endpoint()).contains(ENDPOINT);
            assertThat(served.endpoint()).contains(ENDPOINT);
        }
    }

    @Nested
    @DisplayNameGeneration(ReplaceUnderscores.class)
    class A_stage {
        @Test
        void starts_when_it_is_first_at_work_and_ends_with_its_answer() {
            Run run = after(
                    TRIP.progress(Stage.TRAIN, State.WAITING, 0, 1),
                    TRIP.progress(Stage.TRAIN, State.RUNNING, 1, 2),
                    TRIP.progress(Stage.TRAIN, State.WAITING, 1, 3),
                    TRIP.progress(Stage.TRAIN, State.RUNNING, 2, 4),
                    TRIP.trained(9));

            StageRun train = stage(run, Stage.TRAIN);
            assertThat(train.state()).isEqualTo(State.SUCCEEDED);
            assertThat(train.attempt()).isEqualTo(2);
            assertThat(train.startedAt()).contains(NINE.plusSeconds(2));
            assertThat(train.endedAt()).contains(NINE.plusSeconds(9));
            assertThat(train.duration()).contains(Duration.ofSeconds(7));
        }

        @Test
        void has_not_started_while_it_waits() {
            Run run = after(TRIP.progress(Stage.TRAIN, State.WAITING, 0, 1));

            assertThat(stage(run, Stage.TRAIN).startedAt()).isEmpty();
        }

        @Test
        void keeps_its_last_message_while_it_reports_metrics() {
            Run run = after(
                    TRIP.progress(Stage.TRAIN, State.RUNNING, 1, 1, "epoch 3 of 30"),
                    TRIP.metric(Stage.TRAIN, "loss", 0.4, 3, 2));

            assertThat(stage(run, Stage.TRAIN).message()).contains("epoch 3 of 30");
        }

        @Test
        void runs_again_when_it_makes_another_attempt() {
            Run run = after(
                    TRIP.progress(Stage.TRAIN, State.FAILED, 1, 1, "lost"),
                    TRIP.progress(Stage.TRAIN, State.RUNNING, 2, 2),
                    TRIP.progress(Stage.TRAIN, State.RUNNING, 1, 3));

            assertThat(stage(run, Stage.TRAIN).state()).isEqualTo(State.RUNNING);
            assertThat(stage(run, Stage.TRAIN).attempt()).isEqualTo(2);
        }

        @Test
        void has_failed_when_the_run_failed_in_it_though_its_reports_are_no_longer_kept() {
            Run run = after(TRIP.registered(0), TRIP.ended(Result.FAILED, Stage.TRAIN, 5));

            StageRun train = stage(run, Stage.TRAIN);
            assertThat(train.state()).isEqualTo(State.FAILED);
            assertThat(train.endedAt()).contains(NINE.plusSeconds(5));
        }

        @Test
        void has_failed_when_it_rejected_the_run_whatever_it_answered() {
            Run run = after(TRIP.evaluated(Verdict.FAILED, 0.7, 5), TRIP.ended(Result.REJECTED, Stage.EVALUATE, 5));

            assertThat(stage(run, Stage.EVALUATE).state()).isEqualTo(State.FAILED);
        }
    }

    @Nested
    @DisplayNameGeneration(ReplaceUnderscores.class)
    class A_run_that_is_tried_again {
        private final Trip again = TRIP.again();
        private final Run failed = after(
                TRIP.registered(0),
                TRIP.built(1),
                TRIP.progress(Stage.TRAIN, State.SUCCEEDED, 1, 2),
                TRIP.trained(2),
                TRIP.progress(Stage.EVALUATE, State.FAILED, 1, 3),
                TRIP.ended(Result.FAILED, Stage.EVALUATE, 3));

        @Test
        void goes_on_although_it_had_ended() {
            Run run = failed.after(again.progress(Stage.TRAIN, State.RUNNING, 1, 10));

            assertThat(run.status()).isEqualTo(RunStatus.RUNNING);
            assertThat(run.round()).isEqualTo(1);
            assertThat(run.endedAt()).isEmpty();
        }

        @Test
        void shows_what_was_done_before_but_not_what_is_to_be_done_again() {
            Run run = failed.after(again.progress(Stage.TRAIN, State.RUNNING, 1, 10));

            assertThat(run.stages()).extracting(StageRun::stage).containsExactly(Stage.BUILD, Stage.TRAIN);
            assertThat(run.metrics().isEmpty()).isTrue();
        }
    }
}
