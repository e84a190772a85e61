package io.millrace.evaluator;

import static io.millrace.worker.testing.Samples.envelope;
import static io.millrace.worker.testing.Samples.run;
import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.AlertRaised;
import io.millrace.events.Candidate;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import io.millrace.events.ImageRef;
import io.millrace.events.Metrics;
import io.millrace.events.ModelEvaluated;
import io.millrace.events.ModelName;
import io.millrace.events.ModelTrained;
import io.millrace.events.PipelineSpec;
import io.millrace.events.PipelineSpec.Evaluate;
import io.millrace.events.PipelineSpec.Gate;
import io.millrace.events.RunEnded;
import io.millrace.events.RunRef;
import io.millrace.events.ServingChanged;
import io.millrace.events.Stage;
import io.millrace.events.StageStatus;
import io.millrace.events.Topic;
import io.millrace.events.Verdict;
import io.millrace.worker.testing.Broker;
import io.millrace.worker.testing.Pipeline;
import io.millrace.worker.testing.Samples;
import io.millrace.workloads.testing.LocalHome;
import io.millrace.workloads.testing.TestImage;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The worker on a real broker, with evaluations that are real processes. */
@QuarkusTest
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(LocalHome.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(90)
class EvaluatorStageTest {
    private static final String REPORTS_94 =
            """
            import json, os
            with open(os.environ["MILLRACE_RESULT"], "w") as file:
                json.dump({"metrics": {"accuracy": 0.94}, "slices": {"digit=8": {"accuracy": 0.9}}}, file)
            """;

    private final Pipeline pipeline = new Pipeline();

    @ConfigProperty(name = "millrace.home")
    Path home;

    @AfterEach
    void close() {
        pipeline.close();
    }

    private static Gate gate(Double min, Double maxDrop) {
        return new Gate(
                "accuracy", Optional.empty(), Optional.ofNullable(min), Optional.empty(), Optional.ofNullable(maxDrop));
    }

    private static PipelineSpec spec(String model, Optional<Evaluate> evaluate) {
        var deploy = new PipelineSpec.Deploy(
                List.of("serve"),
                Map.of(),
                PipelineSpec.Resources.ANY,
                "/healthz",
                Duration.ofSeconds(1),
                false,
                false);
        return new PipelineSpec(
                new ModelName(model),
                Optional.empty(),
                PipelineSpec.Concurrency.QUEUE,
                new PipelineSpec.Build("scratch", List.of("**")),
                Optional.empty(),
                evaluate,
                Optional.of(deploy));
    }

    private static PipelineSpec gated(String model, Gate... gates) {
        return spec(
                model,
                Optional.of(new Evaluate(
                        List.of("python3", "evaluate.py"),
                        Map.of(),
                        Map.of(),
                        PipelineSpec.Resources.ANY,
                        Duration.ofMinutes(1),
                        1,
                        List.of(gates))));
    }

    private RunRef trained(RunRef run, PipelineSpec spec) throws IOException {
        return trained(run, spec, REPORTS_94);
    }

    private RunRef trained(RunRef run, PipelineSpec spec, String script) throws IOException {
        ImageRef image =
                TestImage.with(layer -> layer.file("app/evaluate.py", script)).writeTo(home);
        var candidate = new Candidate(spec, Optional.of(image), Optional.empty(), Metrics.NONE);
        pipeline.publish(envelope(run, Stage.TRAIN, new ModelTrained(run, StageStatus.DONE, candidate)));
        return run;
    }

    private void serves(RunRef run, double accuracy) {
        var candidate = new Candidate(
                gated(run.model().value()),
                Optional.of(Samples.IMAGE),
                Optional.empty(),
                new Metrics(Map.of("accuracy", accuracy)));
        var serving = new ServingChanged(
                run,
                7,
                "deploy-x",
                candidate,
                Map.of(),
                Optional.empty(),
                URI.create("http://127.0.0.1/models/x"),
                Optional.empty());
        pipeline.publish(Envelope.first(EventIds.serving(run), Samples.TEST, Instant.EPOCH, serving));
    }

    private ModelEvaluated evaluated(RunRef run) {
        return pipeline.first(Topic.MODEL_EVALUATED, ModelEvaluated.class, run.run());
    }

    private RunEnded ended(RunRef run) {
        return pipeline.first(Topic.RUN_ENDED, RunEnded.class, run.run());
    }

    private AlertRaised onlyAlert(RunRef run) {
        ended(run);
        List<AlertRaised> alerts = pipeline.events(Topic.ALERTS, AlertRaised.class, run.run());
        assertThat(alerts).hasSize(1);
        return alerts.getFirst();
    }

    @Test
    void passes_a_model_that_clears_its_gates() throws Exception {
        RunRef run = trained(run("clears", 1), gated("clears", gate(0.9, null)));

        ModelEvaluated evaluated = evaluated(run);

        assertThat(evaluated.verdict()).isEqualTo(Verdict.PASSED);
        assertThat(evaluated.candidate().metrics()).isEqualTo(new Metrics(Map.of("accuracy", 0.94)));
        assertThat(evaluated.slices()).containsOnlyKeys("digit=8");
    }

    @Test
    void rejects_one_that_misses_a_gate_with_one_alert() throws Exception {
        RunRef run = trained(run("misses", 1), gated("misses", gate(0.99, null)));

        AlertRaised alert = onlyAlert(run);

        assertThat(alert.failure().code()).isEqualTo("gate-missed");
        assertThat(alert.failure().summary()).contains("accuracy is 0.94, must be at least 0.99");
        assertThat(ended(run).result()).isEqualTo(RunEnded.Result.REJECTED);
        assertThat(evaluated(run).goesOn()).isFalse();
    }

    @Test
    void compares_with_what_serves_and_says_which_generation_that_was() throws Exception {
        serves(run("compared", 1), 0.97);

        RunRef run = trained(run("compared", 2), gated("compared", gate(null, 0.01)));

        assertThat(onlyAlert(run).failure().summary()).contains("the champion's 0.97");
        assertThat(evaluated(run).champion()).contains(7L);
    }

    @Test
    void rejects_a_model_that_nothing_judged() {
        RunRef run = run("unjudged", 1);
        var candidate = new Candidate(
                spec("unjudged", Optional.empty()), Optional.of(Samples.IMAGE), Optional.empty(), Metrics.NONE);

        pipeline.publish(envelope(run, Stage.TRAIN, new ModelTrained(run, StageStatus.DONE, candidate)));

        assertThat(onlyAlert(run).failure().code()).isEqualTo("not-judged");
        assertThat(evaluated(run).status()).isEqualTo(StageStatus.SKIPPED);
    }

    @Test
    void ends_each_evaluation_that_reports_nonsense_with_one_alert_and_disturbs_no_other() throws Exception {
        Map<String, String> bad = new TreeMap<>();
        String write = "import os\nopen(os.environ['MILLRACE_RESULT'], 'w').write(%s)";
        bad.put("no-json", "'accuracy: 1'");
        bad.put("not-finite", "'{\"metrics\": {\"accuracy\": NaN}}'");
        bad.put("deep", "'[' * 10000");
        bad.put("large", "' ' * 10_000_000");
        for (var one : bad.entrySet()) {
            trained(run(one.getKey(), 1), gated(one.getKey(), gate(0.9, null)), write.formatted(one.getValue()));
        }
        RunRef next = trained(run("between", 1), gated("between", gate(0.9, null)));

        assertThat(evaluated(next).verdict()).isEqualTo(Verdict.PASSED);
        bad.replaceAll((model, script) -> onlyAlert(run(model, 1)).failure().code());
        assertThat(bad)
                .isEqualTo(Map.of(
                        "no-json", "result-invalid",
                        "not-finite", "result-invalid",
                        "deep", "result-invalid",
                        "large", "quota-exceeded"));
        get("/q/health/live").then().statusCode(200);
    }
}
