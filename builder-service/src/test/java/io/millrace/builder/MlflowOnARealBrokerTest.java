package io.millrace.builder;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.builder.dialect.MlflowDelivery;
import io.millrace.builder.dialect.Sent;
import io.millrace.builder.git.Repo;
import io.millrace.builder.mlflow.RegistryStandIn;
import io.millrace.events.Envelope;
import io.millrace.events.ImageBuilt;
import io.millrace.events.ModelRegistered;
import io.millrace.events.RunId;
import io.millrace.events.Topic;
import io.millrace.events.Version;
import io.millrace.worker.testing.Broker;
import io.millrace.worker.testing.Pipeline;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ExtractableResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(LocalHome.class)
@QuarkusTestResource(value = MlflowHome.class, restrictToAnnotatedClass = true)
@DisplayNameGeneration(ReplaceUnderscores.class)
class MlflowOnARealBrokerTest {
    private static final URI SOURCE = URI.create("/millrace/mlflow");
    private static final String SPEC =
            """
            apiVersion: millrace.io/v1
            kind: ModelPipeline
            model: scored
            train: {command: [python3, train.py]}
            """;

    @TempDir
    Path temp;

    private final Pipeline pipeline = new Pipeline();
    private RegistryStandIn mlflow;

    @BeforeEach
    void open() {
        mlflow = new RegistryStandIn(ConfigProvider.getConfig().getValue(MlflowHome.PORT, Integer.class));
        // It has looked at what is there, which is nothing.
        await().atMost(Duration.ofSeconds(30)).until(() -> !mlflow.asked.isEmpty());
    }

    @AfterEach
    void close() {
        mlflow.close();
        pipeline.close();
    }

    @Test
    void a_version_is_built_once_whether_a_webhook_tells_of_it_again_and_again_or_nobody_does() throws Exception {
        String commit = committed();
        long told = mlflow.create("scores", Map.of("git_commit", commit));
        JsonPath answer = deliver(told, 202).jsonPath();
        deliver(told, 202);
        long untold = mlflow.create("scores", Map.of("git_commit", commit));

        Envelope found = await()
                .atMost(Duration.ofSeconds(30))
                .until(this::registrations, all -> all.stream().anyMatch(it -> version(it) == untold))
                .stream()
                .filter(it -> version(it) == untold)
                .findFirst()
                .orElseThrow();

        for (RunId run : List.of(new RunId(answer.getString("runs[0].run")), RunId.of(SOURCE, found.id()))) {
            ImageBuilt built = pipeline.first(Topic.IMAGE_BUILT, ImageBuilt.class, run);
            assertThat(built.commit()).contains(commit);
        }
        assertThat(pipeline.first(Topic.IMAGE_BUILT, ImageBuilt.class, RunId.of(SOURCE, found.id()))
                        .run()
                        .version())
                .contains(new Version(Long.toString(untold)));
        assertThat(registrations()).extracting(Envelope::id).contains(answer.getString("runs[0].event"));
        assertThat(registrations().stream().map(Envelope::id).distinct()).hasSize(2);
        assertThat(RestAssured.get("/q/metrics").asString())
                .contains("millrace_mlflow_requests_total{result=\"answered\"")
                .contains("millrace_mlflow_away_seconds")
                .containsPattern("millrace_webhooks_deliveries_seconds_count\\{dialect=\"mlflow\"");
    }

    @Test
    void what_is_not_signed_or_not_wanted_starts_nothing() {
        given().contentType("application/json")
                .header("X-MLflow-Delivery-Id", "1")
                .header("X-MLflow-Timestamp", "1")
                .body("{}")
                .post("/webhooks/mlflow")
                .then()
                .statusCode(401);
        assertThat(send(body("example_model", 1), 200).asString())
                .contains("no model of millrace.mlflow is the registered model 'example_model'");
    }

    private ExtractableResponse<?> deliver(long version, int status) {
        return send(body("scores", version), status);
    }

    private static String body(String model, long version) {
        return """
                {"entity": "model_version", "action": "created", "timestamp": "2026-11-28T14:21:26.107082+00:00",\
                 "data": {"name": "%s", "version": "%d", "source": "models:/m-1", "run_id": null, "tags": {},\
                 "description": null}}"""
                .formatted(model, version);
    }

    private static ExtractableResponse<?> send(String body, int status) {
        Sent sent = MlflowDelivery.signed(body.getBytes(StandardCharsets.UTF_8), MlflowHome.SECRET, Instant.now());
        return given().headers(sent.headers())
                .body(sent.body())
                .post("/webhooks/mlflow")
                .then()
                .statusCode(status)
                .extract();
    }

    private List<Envelope> registrations() {
        return pipeline.envelopes(Topic.MODEL_REGISTERED).stream()
                .filter(envelope -> envelope.source().equals(SOURCE))
                .toList();
    }

    private static long version(Envelope envelope) {
        return Long.parseLong(
                ((ModelRegistered) envelope.event()).version().orElseThrow().value());
    }

    /** A commit of the model, at the tip of the repository that the rule names. */
    private String committed() throws Exception {
        try (var work = new Repo(temp)) {
            String commit = work.write("millrace.yaml", SPEC)
                    .write("train.py", "print(" + System.nanoTime() + ")")
                    .commit("First");
            try (Git upstream = Git.init()
                            .setBare(true)
                            .setDirectory(MlflowHome.REPOSITORY.toFile())
                            .call();
                    Git git = Git.open(temp.toFile())) {
                git.push()
                        .setRemote(
                                upstream.getRepository().getDirectory().toURI().toString())
                        .setRefSpecs(new RefSpec("+refs/heads/main:refs/heads/main"))
                        .call();
            }
            return commit;
        }
    }
}
