package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.events.Envelope;
import io.millrace.events.Metrics;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunEnded;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Sequence;
import io.millrace.events.Source;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WatchedRunTest {
    private static final URI SOURCE = URI.create("/somebody");
    private static final RunId RUN = RunId.of(SOURCE, "1");

    private final WatchedRun watched = new WatchedRun(RUN);

    @Test
    void is_not_whole_before_all_stages_have_answered() {
        watched.on(registered("1"), 100);
        watched.on(said(RUN, running(RUN)), 120);

        assertThat(watched.isWhole()).isFalse();
    }

    @Test
    void a_run_that_does_not_end_in_a_deployment_is_no_measurement() {
        assertThatThrownBy(() -> watched.on(said(RUN, ended(RUN)), 200))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("run " + RUN + " ended as FAILED in train, it should have been deployed");
    }

    @Test
    void other_runs_do_not_count() {
        RunId other = RunId.of(SOURCE, "2");

        watched.on(registered("2"), 100);
        watched.on(said(other, ended(other)), 200);

        assertThat(watched.isWhole()).isFalse();
    }

    private static Envelope registered(String id) {
        var source = new Source.Git("https://git.example.com/digits.git", Optional.empty(), Optional.empty());
        return Envelope.first(
                id,
                SOURCE,
                Instant.EPOCH,
                new ModelRegistered(new ModelName("digits"), Optional.empty(), source, Optional.empty()));
    }

    private static Envelope said(RunId run, PipelineEvent event) {
        return Envelope.first(run + "/said", URI.create("/millrace/trainer"), Instant.EPOCH, event);
    }

    private static PipelineEvent running(RunId run) {
        return new StageProgressed(
                ref(run),
                Stage.TRAIN,
                StageProgressed.State.RUNNING,
                1,
                Optional.empty(),
                Optional.empty(),
                Metrics.NONE);
    }

    private static PipelineEvent ended(RunId run) {
        return new RunEnded(ref(run), RunEnded.Result.FAILED, Stage.TRAIN, Optional.of("alert"));
    }

    private static RunRef ref(RunId run) {
        return new RunRef(run, 0, new ModelName("digits"), Optional.empty(), new Sequence(0, 0));
    }
}
