package io.millrace.worker.run;

import static io.millrace.worker.run.Core.built;
import static io.millrace.worker.run.Core.halted;
import static io.millrace.worker.run.Core.published;
import static io.millrace.worker.run.Core.started;
import static io.millrace.worker.testing.Samples.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.millrace.events.AlertRaised;
import io.millrace.events.PipelineSpec.Concurrency;
import io.millrace.events.RunEnded;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.worker.Plan;
import io.millrace.worker.Task;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ConcurrencyTest {
    private static final RunRef FIRST = run("toy", 1);
    private static final RunRef SECOND = run("toy", 2);
    private static final RunRef THIRD = run("toy", 3);

    private final Core trainer = new Core(Stage.TRAIN);

    @Nested
    class With_cancel_in_progress {
        @Test
        void a_newer_version_ends_older_ones_and_takes_their_turn() {
            trainer.admit(FIRST);
            trainer.admit(SECOND);

            Step seen = trainer.seen(built(THIRD, Concurrency.CANCEL_IN_PROGRESS));

            assertThat(halted(seen)).extracting(Task::run).containsExactly(FIRST);
            assertThat(published(seen, RunEnded.class))
                    .extracting(ended -> ended.run(), RunEnded::result)
                    .containsExactly(tuple(SECOND, RunEnded.Result.SUPERSEDED));
            trainer.admit(THIRD, built(THIRD, Concurrency.CANCEL_IN_PROGRESS));
            trainer.published(SECOND);
            assertThat(published(trainer.stopped(FIRST), AlertRaised.class)).isEmpty();
            assertThat(started(trainer.published(FIRST))).extracting(Task::run).containsExactly(THIRD);
        }

        @Test
        void an_older_version_that_comes_later_is_superseded() {
            trainer.seen(built(SECOND, Concurrency.CANCEL_IN_PROGRESS));

            Step step = trainer.admit(FIRST);

            assertThat(started(step)).isEmpty();
            assertThat(published(step, RunEnded.class))
                    .extracting(RunEnded::result)
                    .containsExactly(RunEnded.Result.SUPERSEDED);
        }

        @Test
        void an_older_version_seen_later_changes_nothing() {
            trainer.seen(built(SECOND, Concurrency.CANCEL_IN_PROGRESS));
            Lane before = trainer.lane();

            assertThat(trainer.seen(built(FIRST, Concurrency.CANCEL_IN_PROGRESS)))
                    .isEqualTo(Step.unchanged(before));
        }

        @Test
        void what_is_being_deployed_is_not_ended() {
            var deployer = new Core(Stage.DEPLOY);
            deployer.admit(FIRST);

            Step step = deployer.seen(built(SECOND, Concurrency.CANCEL_IN_PROGRESS));

            assertThat(step.actions()).isEmpty();
        }
    }

    @Nested
    class In_parallel {
        @Test
        void versions_are_worked_on_side_by_side() {
            trainer.admit(FIRST, built(FIRST, Concurrency.PARALLEL));

            Step step = trainer.admit(SECOND, built(SECOND, Concurrency.PARALLEL));

            assertThat(started(step)).extracting(Task::run).containsExactly(SECOND);
        }

        @Test
        void a_version_that_wants_its_turn_alone_gets_it() {
            trainer.admit(FIRST, built(FIRST, Concurrency.PARALLEL));
            trainer.admit(SECOND, built(SECOND, Concurrency.QUEUE));

            Step step = trainer.admit(THIRD, built(THIRD, Concurrency.PARALLEL));

            assertThat(started(step)).isEmpty();
        }
    }

    @Test
    void more_waiting_runs_than_anybody_means_end_with_an_alert() {
        var core = new StageCore(Stage.TRAIN, (event, run) -> new Plan.Work(0), new Rules(Rules.DEFAULT.patience(), 1));
        Lane lane = Lane.empty(FIRST.model());
        for (RunRef each : List.of(FIRST, SECOND)) {
            lane = core.admit(lane, admission(each), Core.NINE).lane();
        }

        Step step = core.admit(lane, admission(THIRD), Core.NINE);

        assertThat(published(step, AlertRaised.class))
                .extracting(alert -> alert.failure().code())
                .containsExactly("queue-full");
    }

    private static Admission admission(RunRef run) {
        return new Admission(run, built(run, Concurrency.QUEUE), Core.ORIGIN);
    }
}
