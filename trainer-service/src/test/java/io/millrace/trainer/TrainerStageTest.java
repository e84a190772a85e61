package io.millrace.trainer;

import static io.millrace.worker.testing.Samples.envelope;
import static io.millrace.worker.testing.Samples.run;
import static io.millrace.worker.testing.Samples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.events.AlertRaised;
import io.millrace.events.Candidate;
import io.millrace.events.EventIds;
import io.millrace.events.ImageBuilt;
import io.millrace.events.Metrics;
import io.millrace.events.ModelTrained;
import io.millrace.events.PipelineSpec;
import io.millrace.events.PipelineSpec.Train;
import io.millrace.events.RunEnded;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed;
import io.millrace.events.StageStatus;
import io.millrace.events.Topic;
import io.millrace.events.TraceContext;
import io.millrace.worker.testing.Broker;
import io.millrace.worker.testing.Pipeline;
import io.millrace.worker.testing.Samples;
import io.millrace.workloads.ArtifactStore;
import io.millrace.workloads.testing.LocalHome;
import io.millrace.workloads.testing.TestImage;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The worker on a real broker, with trainings that are real processes. */
@QuarkusTest
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(LocalHome.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(90)
class TrainerStageTest {
    private static final String TRAINS =
            """
            import json, os
            with open(os.environ["MILLRACE_PARAMETERS"]) as file:
                epochs = json.load(file)["epochs"]
            for step in range(epochs):
                print(json.dumps({"metric": "loss", "value": 1 / (step + 1), "step": step}), flush=True)
            with open(os.path.join(os.environ["MILLRACE_OUTPUT"], "model.txt"), "w") as file:
                file.write(os.environ["MILLRACE_MODEL"])
            with open(os.environ["MILLRACE_RESULT"], "w") as file:
                json.dump({"metrics": {"loss": 0.25}}, file)
            """;
    private static final String RAISES = "raise ValueError('the data has no labels')";

    private final Pipeline pipeline = new Pipeline();

    @Inject
    ArtifactStore artifacts;

    @ConfigProperty(name = "millrace.home")
    Path home;

    @AfterEach
    void close() {
        pipeline.close();
    }

    private RunRef built(RunRef run, String script) throws IOException {
        var train = new Train(
                List.of("python3", "train.py"),
                Map.of("epochs", 3),
                Map.of(),
                PipelineSpec.Resources.ANY,
                Duration.ofMinutes(1),
                1);
        var image = TestImage.with(layer -> layer.file("app/train.py", script)).writeTo(home);
        var candidate = new Candidate(
                spec(run.model().value(), Optional.of(train)), Optional.of(image), Optional.empty(), Metrics.NONE);
        pipeline.publish(
                envelope(run, Stage.BUILD, new ImageBuilt(run, StageStatus.DONE, candidate, Optional.empty())));
        return run;
    }

    private ModelTrained trained(RunRef run) {
        return pipeline.first(Topic.MODEL_TRAINED, ModelTrained.class, run.run());
    }

    @Test
    void hands_on_what_the_command_wrote() throws Exception {
        RunRef run = built(run("good", 1), TRAINS);

        ModelTrained trained = trained(run);

        assertThat(trained.candidate().metrics()).isEqualTo(new Metrics(Map.of("loss", 0.25)));
        Path model = artifacts.resolve(trained.candidate().artifact().orElseThrow());
        assertThat(Files.readString(model.resolve("model.txt"))).isEqualTo("good");
    }

    @Test
    void lets_the_command_go_on_with_the_trace_of_its_run() throws Exception {
        RunRef run = built(run("traces", 1), TRAINS.replace("MILLRACE_MODEL", "TRACEPARENT"));
        TraceContext trigger = TraceContext.of(RunId.of(Samples.TEST, EventIds.outcome(run, Stage.BUILD)));

        ModelTrained trained = trained(run);

        Path model = artifacts.resolve(trained.candidate().artifact().orElseThrow());
        assertThat(model.resolve("model.txt"))
                .hasContent(trigger.child("train-" + run.run() + "-0-1").toString());
    }

    @Test
    void tells_metrics_while_it_trains() throws Exception {
        RunRef run = built(run("live", 1), TRAINS);
        trained(run);

        await().untilAsserted(() -> assertThat(pipeline.events(Topic.PROGRESS, StageProgressed.class, run.run()))
                .filteredOn(progress -> !progress.metrics().isEmpty())
                .extracting(progress -> progress.step().orElseThrow())
                .containsExactly(0L, 1L, 2L));
    }

    @Test
    void ends_a_run_whose_training_raises_with_an_alert_that_shows_the_error() throws Exception {
        RunRef run = built(run("raises", 1), RAISES);

        RunEnded ended = pipeline.first(Topic.RUN_ENDED, RunEnded.class, run.run());

        assertThat(ended.result()).isEqualTo(RunEnded.Result.FAILED);
        List<AlertRaised> alerts = pipeline.events(Topic.ALERTS, AlertRaised.class, run.run());
        assertThat(alerts).hasSize(1);
        assertThat(alerts.getFirst().failure().code()).isEqualTo("command-failed");
        assertThat(alerts.getFirst().failure().evidence().orElseThrow()).contains("the data has no labels");
    }

    @Test
    void answers_as_skipped_when_the_spec_asks_for_no_training() {
        RunRef run = run("skips", 1);
        var candidate =
                new Candidate(spec("skips", Optional.empty()), Optional.empty(), Optional.empty(), Metrics.NONE);

        pipeline.publish(
                envelope(run, Stage.BUILD, new ImageBuilt(run, StageStatus.DONE, candidate, Optional.empty())));

        assertThat(trained(run).status()).isEqualTo(StageStatus.SKIPPED);
    }

    @Test
    void leaves_no_folder_behind_once_the_outcome_is_published() throws Exception {
        RunRef run = built(run("tidy", 1), TRAINS);
        trained(run);

        await().untilAsserted(() -> {
            try (var folders = Files.list(home.resolve("workloads"))) {
                assertThat(folders).noneMatch(folder -> folder.getFileName()
                        .toString()
                        .contains(run.run().value()));
            }
        });
    }
}
