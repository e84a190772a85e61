package io.millrace.builder;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.millrace.builder.dialect.Sent;
import io.millrace.builder.git.Repo;
import io.millrace.events.Envelope;
import io.millrace.events.ImageBuilt;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.RunId;
import io.millrace.events.Source;
import io.millrace.events.Topic;
import io.millrace.events.Version;
import io.millrace.worker.testing.Broker;
import io.millrace.worker.testing.Pipeline;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.transport.RefSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(LocalHome.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class WebhooksOnARealBrokerTest {
    private static final String SPEC =
            """
            apiVersion: millrace.io/v1
            kind: ModelPipeline
            model: pushed
            train: {command: [python3, train.py]}
            """;
    private static final String BEFORE = "0".repeat(40);

    @TempDir
    Path temp;

    private final Pipeline pipeline = new Pipeline();

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void a_push_that_a_webhook_tells_of_is_built_once_however_often_it_is_told() throws Exception {
        String commit = pushed();
        byte[] told = told("refs/heads/main", commit);

        JsonPath answer = deliver(told, "1").statusCode(202).extract().jsonPath();
        JsonPath again = deliver(told, "1").statusCode(202).extract().jsonPath();
        JsonPath underAnotherId = deliver(told, "2").statusCode(202).extract().jsonPath();

        assertThat(answer.getString("result")).isEqualTo("registered");
        assertThat(again.getString("result")).isEqualTo("replayed");
        assertThat(underAnotherId.getString("result")).isEqualTo("replayed");
        assertThat(registrations(answer.getString("runs[0].event")))
                .containsExactly(new ModelRegistered(
                        new ModelName("pushed"),
                        Optional.empty(),
                        new Source.Git(LocalHome.PUSHED_URL, Optional.of(commit), Optional.empty()),
                        Optional.empty()));
        var run = new RunId(answer.getString("runs[0].run"));
        assertThat(pipeline.first(Topic.IMAGE_BUILT, ImageBuilt.class, run).commit())
                .contains(commit);
    }

    @Test
    void a_tag_names_the_version() throws Exception {
        String commit = pushed();

        JsonPath answer = deliver(told("refs/tags/v1.2.0", commit), "3")
                .statusCode(202)
                .extract()
                .jsonPath();

        var run = new RunId(answer.getString("runs[0].run"));
        assertThat(pipeline.first(Topic.IMAGE_BUILT, ImageBuilt.class, run)
                        .run()
                        .version())
                .contains(new Version("v1.2.0"));
    }

    @Test
    void another_branch_starts_nothing() {
        deliver(told("refs/heads/other", "a".repeat(40)), "4").statusCode(200).body("result", equalTo("ignored"));
    }

    @Test
    void a_host_without_a_secret_is_refused() {
        given().contentType("application/json")
                .header("X-GitHub-Event", "push")
                .body("{}")
                .post("/webhooks/github")
                .then()
                .statusCode(403)
                .contentType("application/problem+json");
    }

    @Test
    void what_is_too_large_is_told_so_before_it_is_sent() throws IOException {
        try (var socket = new Socket("localhost", RestAssured.port)) {
            socket.getOutputStream()
                    .write(("POST /webhooks/standard HTTP/1.1\r\nHost: x\r\nContent-Length: 10485761\r\n"
                                    + "webhook-id: 1\r\nwebhook-timestamp: 1\r\nwebhook-signature: v1,AAAA\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 413 ").contains("millrace.webhooks.max-body-bytes");
        }
    }

    @Test
    void only_its_own_metrics_tell_of_it() {
        deliver(told("refs/heads/other", "a".repeat(40)), "5").statusCode(200);
        given().post("/webhooks/" + System.nanoTime()).then().statusCode(404);

        String metrics = RestAssured.get("/q/metrics").asString();

        assertThat(metrics)
                .contains("millrace_webhooks_deliveries_seconds_count{dialect=\"standard\",result=\"ignored\"}")
                .doesNotContain("uri=\"/webhooks");
    }

    private ValidatableResponse deliver(byte[] body, String id) {
        String now = Long.toString(System.currentTimeMillis() / 1000);
        return given().headers(Map.of(
                        "Content-Type",
                        "application/json",
                        "webhook-id",
                        id,
                        "webhook-timestamp",
                        now,
                        "webhook-signature",
                        Sent.v1(LocalHome.SIGNING_KEY, id, now, body)))
                .body(body)
                .post("/webhooks/standard")
                .then();
    }

    private static byte[] told(String ref, String after) {
        return """
                {"type": "git.push", "data": {"repository": "team/pushed", "ref": "%s", "before": "%s", "after": "%s"}}
                """
                .formatted(ref, BEFORE, after)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The commit that is now at the tip of the repository that the webhook tells of. */
    private String pushed() throws Exception {
        try (var work = new Repo(temp)) {
            String commit = work.write("millrace.yaml", SPEC)
                    .write("train.py", "print(" + System.nanoTime() + ")")
                    .commit("First");
            try (Git upstream = Git.init()
                            .setBare(true)
                            .setDirectory(LocalHome.PUSHED.toFile())
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

    private List<ModelRegistered> registrations(String id) {
        return pipeline.envelopes(Topic.MODEL_REGISTERED).stream()
                .filter(envelope -> envelope.id().equals(id))
                .map(Envelope::event)
                .map(ModelRegistered.class::cast)
                .toList();
    }
}
