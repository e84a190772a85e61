package io.millrace.bench.idle;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Envelope;
import io.millrace.events.ImageBuilt;
import io.millrace.events.ModelDeployed;
import io.millrace.events.ModelEvaluated;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.ModelTrained;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunEnded;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Sequence;
import io.millrace.events.Source;
import io.millrace.events.Stage;
import io.millrace.events.StageStatus;
import io.millrace.events.Version;
import io.millrace.worker.Outcome;
import io.millrace.worker.Plan;
import io.millrace.worker.Reporter;
import io.millrace.worker.Task;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class IdleStageTest {
    private static final URI SOURCE = URI.create("/test");
    private static final ModelName MODEL = new ModelName("idle");
    private static final RunRef RUN =
            new RunRef(RunId.of(SOURCE, "1"), 0, MODEL, Optional.of(new Version("1")), new Sequence(0, 1));
    private static final ModelRegistered REGISTERED = new ModelRegistered(
            MODEL,
            Optional.empty(),
            new Source.Git("file:///nowhere", Optional.empty(), Optional.empty()),
            Optional.empty());

    @Test
    void five_stages_lead_from_a_registration_to_the_end_of_the_run() {
        PipelineEvent built = onlyEvent(Stage.BUILD, REGISTERED);
        PipelineEvent trained = onlyEvent(Stage.TRAIN, built);
        PipelineEvent judged = onlyEvent(Stage.EVALUATE, trained);
        PipelineEvent deployed = onlyEvent(Stage.DEPLOY, judged);

        assertThat(List.of(built, trained, judged, deployed))
                .hasExactlyElementsOfTypes(
                        ImageBuilt.class, ModelTrained.class, ModelEvaluated.class, ModelDeployed.class);
        assertThat(((ModelEvaluated) judged).goesOn()).isTrue();
        assertThat(answer(Stage.MONITOR, deployed))
                .isEqualTo(Outcome.ends(StageStatus.DONE, List.of(), RunEnded.Result.DEPLOYED));
    }

    @Test
    void a_stage_leaves_to_others_what_is_theirs() {
        assertThat(new IdleStage(Stage.TRAIN).plan(REGISTERED, RUN)).isEqualTo(new Plan.Pass());
        assertThat(new IdleStage(Stage.MONITOR).plan(REGISTERED, RUN)).isEqualTo(new Plan.Pass());
    }

    private static PipelineEvent onlyEvent(Stage stage, PipelineEvent trigger) {
        var answered = (Outcome.Answered) answer(stage, trigger);
        assertThat(answered.ending()).isEmpty();
        assertThat(answered.events()).hasSize(1);
        return answered.events().getFirst();
    }

    private static Outcome answer(Stage stage, PipelineEvent trigger) {
        var idle = new IdleStage(stage);
        assertThat(idle.plan(trigger, RUN)).isInstanceOf(Plan.Work.class);
        return idle.perform(new Task(RUN, 1, Envelope.first("1", SOURCE, Instant.EPOCH, trigger)), new Silent());
    }

    private record Silent() implements Reporter {
        @Override
        public void message(String text) {}

        @Override
        public void metric(String name, double value, Optional<Long> step) {}
    }
}
