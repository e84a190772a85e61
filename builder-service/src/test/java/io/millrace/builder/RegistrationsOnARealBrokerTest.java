package io.millrace.builder;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.millrace.builder.git.Repo;
import io.millrace.events.Envelope;
import io.millrace.events.ImageBuilt;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.RunId;
import io.millrace.events.Source;
import io.millrace.events.Topic;
import io.millrace.worker.testing.Broker;
import io.millrace.worker.testing.Pipeline;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ExtractableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(LocalHome.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class RegistrationsOnARealBrokerTest {
    private static final String SPEC =
            """
            apiVersion: millrace.io/v1
            kind: ModelPipeline
            model: posted
            train: {command: [python3, train.py]}
            """;

    @TempDir
    Path temp;

    private final Pipeline pipeline = new Pipeline();

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void a_version_that_is_posted_is_built_once_however_often_it_is_posted() throws Exception {
        String commit = committed();
        String key = UUID.randomUUID().toString();

        JsonPath answer = version(key, commit).jsonPath();
        JsonPath again = version(key, commit).jsonPath();

        assertThat(answer.getString("result")).isEqualTo("registered");
        assertThat(again.getString("result")).isEqualTo("replayed");
        assertThat(answer.getString("runs[0].event")).isEqualTo(key);
        assertThat(registrations(key)).singleElement().satisfies(envelope -> {
            assertThat(envelope.source()).isEqualTo(URI.create("/millrace/http/posted"));
            assertThat(envelope.event()).isEqualTo(registered(commit));
        });
        assertThat(built(answer).commit()).contains(commit);
    }

    @Test
    void an_event_that_is_posted_is_built_and_keeps_its_id_and_trace() throws Exception {
        String commit = committed();
        String id = UUID.randomUUID().toString();
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        JsonPath answer = authorized()
                .contentType("application/json")
                .headers(Map.of(
                        "ce-specversion", "1.0",
                        "ce-id", id,
                        "ce-source", "https://ci.example.com/posted",
                        "ce-type", "io.millrace.model.registered.v1",
                        "ce-traceparent", trace))
                .body(data(commit))
                .post("/events")
                .then()
                .statusCode(202)
                .extract()
                .jsonPath();

        assertThat(registrations(id)).singleElement().satisfies(envelope -> {
            assertThat(envelope.event()).isEqualTo(registered(commit));
            assertThat(envelope.traceparent()).contains(trace);
            assertThat(envelope.correlationId()).contains(id);
        });
        assertThat(built(answer).commit()).contains(commit);
    }

    @Test
    void a_batch_with_something_wrong_in_it_leaves_nothing_on_the_log() throws Exception {
        String commit = committed();
        String good = UUID.randomUUID().toString();

        authorized()
                .contentType("application/cloudevents-batch+json")
                .body("[" + structured(good, data(commit)) + "," + structured("2", "{\"model\": \"../etc\"}") + "]")
                .post("/events")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("items[0].event", equalTo(good))
                .body("items[0].result", equalTo("not-registered"))
                .body("items[1].result", equalTo("refused"))
                .body("items[1].detail", containsString("not a model name: '../etc'"));
        JsonPath later = version(UUID.randomUUID().toString(), commit).jsonPath();

        assertThat(built(later).commit()).contains(commit);
        assertThat(registrations(later.getString("runs[0].event"))).hasSize(1);
        assertThat(registrations(good)).isEmpty();
    }

    @Test
    void without_a_key_nothing_is_taken() {
        given().contentType("application/json")
                .body(data("main"))
                .post("/events")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer realm=\"millrace\"");
    }

    @Test
    void only_its_own_metrics_tell_of_it() {
        given().post("/models/" + System.nanoTime() + "/versions").then().statusCode(401);
        given().get("/events").then().statusCode(405);

        String metrics = RestAssured.get("/q/metrics").asString();

        assertThat(metrics)
                .contains("millrace_http_registrations_seconds_count{entrance=\"versions\",result=\"no-credentials\"}")
                .doesNotContain("uri=\"/models")
                .doesNotContain("uri=\"/events");
    }

    private ExtractableResponse<?> version(String key, String commit) {
        return authorized()
                .contentType("application/json")
                .header("Idempotency-Key", key)
                .body("""
                        {"source": {"kind": "git", "url": "%s", "revision": "%s"}}"""
                        .formatted(url(), commit))
                .post("/models/posted/versions")
                .then()
                .statusCode(202)
                .extract();
    }

    private static RequestSpecification authorized() {
        return given().header("Authorization", "Bearer " + LocalHome.API_KEY);
    }

    private String data(String commit) {
        return """
                {"model": "posted", "source": {"kind": "git", "url": "%s", "revision": "%s"}}"""
                .formatted(url(), commit);
    }

    private static String structured(String id, String data) {
        return """
                {"specversion": "1.0", "id": "%s", "source": "/ci", "type": "io.millrace.model.registered.v1", "data": %s}"""
                .formatted(id, data);
    }

    private ModelRegistered registered(String commit) {
        return new ModelRegistered(
                new ModelName("posted"),
                Optional.empty(),
                new Source.Git(url(), Optional.of(commit), Optional.empty()),
                Optional.empty());
    }

    private ImageBuilt built(JsonPath answer) {
        return pipeline.first(Topic.IMAGE_BUILT, ImageBuilt.class, new RunId(answer.getString("runs[0].run")));
    }

    /** A commit of the repository that is posted. */
    private String committed() throws Exception {
        try (var repo = new Repo(temp)) {
            return repo.write("millrace.yaml", SPEC)
                    .write("train.py", "print(" + System.nanoTime() + ")")
                    .commit("First");
        }
    }

    private String url() {
        return "file://" + temp;
    }

    private List<Envelope> registrations(String id) {
        return pipeline.envelopes(Topic.MODEL_REGISTERED).stream()
                .filter(envelope -> envelope.id().equals(id))
                .toList();
    }
}
