package io.millrace.monitor;

import static io.millrace.monitor.view.Trip.GATE_MISSED;
import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.events.Envelope;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed.State;
import io.millrace.events.Topic;
import io.millrace.events.Verdict;
import io.millrace.monitor.view.Trip;
import io.millrace.worker.testing.Broker;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Broker.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class MonitorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ConfigProperty(name = Broker.SERVERS)
    String servers;

    private Stages stages;

    @BeforeEach
    void connect() {
        stages = new Stages(servers);
    }

    @AfterEach
    void disconnect() {
        stages.close();
    }

    private static JsonPath awaitRun(Trip trip, String status) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        get("/api/v1/runs/" + trip.id()).path("status").toString())
                .isEqualTo(status));
        return get("/api/v1/runs/" + trip.id()).jsonPath();
    }

    @Test
    void is_ready_once_it_has_caught_up() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> get("/q/health/ready").then().statusCode(200));
    }

    @Test
    void shows_a_run_that_was_rejected() throws IOException {
        Trip trip = Trip.of("rejected", 1);
        var alert = trip.raised(Stage.EVALUATE, GATE_MISSED, 7);
        stages.publish(
                trip.ended(Result.REJECTED, Stage.EVALUATE, 7),
                alert,
                trip.registered(0),
                trip.built(2),
                trip.progress(Stage.TRAIN, State.RUNNING, 1, 3),
                trip.trained(4),
                trip.progress(Stage.EVALUATE, State.RUNNING, 1, 5),
                trip.progress(Stage.EVALUATE, State.FAILED, 1, 7, GATE_MISSED.summary()),
                trip.evaluated(Verdict.FAILED, 0.7, 7));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        get("/api/v1/runs?model=rejected").asString())
                .contains("0.7}", alert.id(), "09:00:04Z"));

        String runs = get("/api/v1/runs?model=rejected").asString();

        assertThat(new ObjectMapper().readTree(runs))
                .isEqualTo(new ObjectMapper()
                        .readTree(
                                """
                [{
                  "run": "%s", "model": "rejected", "version": "v1", "status": "rejected", "stage": "evaluate",
                  "startedAt": "2026-01-05T09:00:00Z", "endedAt": "2026-01-05T09:00:07Z",
                  "stages": [
                    {"stage": "build", "status": "succeeded", "attempt": 1,
                     "startedAt": null, "endedAt": "2026-01-05T09:00:02Z", "message": null},
                    {"stage": "train", "status": "succeeded", "attempt": 1,
                     "startedAt": "2026-01-05T09:00:03Z", "endedAt": "2026-01-05T09:00:04Z", "message": null},
                    {"stage": "evaluate", "status": "failed", "attempt": 1,
                     "startedAt": "2026-01-05T09:00:05Z", "endedAt": "2026-01-05T09:00:07Z",
                     "message": "accuracy is 0.7, less than the 0.9 asked for"}
                  ],
                  "metrics": {"accuracy": 0.7}, "endpoint": null,
                  "alerts": [{"id": "%s", "code": "gate-missed",
                    "summary": "accuracy is 0.7, less than the 0.9 asked for",
                    "remedy": "Train a better model", "status": "raised"}],
                  "image": "%s", "round": 0
                }]"""
                                        .formatted(trip.id(), alert.id(), Trip.IMAGE)));
    }

    @Test
    void shows_what_serves_a_model() {
        Trip trip = Trip.of("served", 1);
        stages.publish(trip.well().toArray(Envelope[]::new));
        awaitRun(trip, "succeeded");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        (Object) get("/api/v1/models/served").path("serving"))
                .isNotNull());

        JsonPath model = get("/api/v1/models/served").jsonPath();

        assertThat(model.getString("serving.version")).isEqualTo("v1");
        assertThat(model.getString("serving.endpoint")).isEqualTo(Trip.ENDPOINT.toString());
        assertThat(model.getList("versions.run")).containsExactly(trip.id().value());
        assertThat(get("/api/v1/models").jsonPath().getList("model")).contains("served");
    }

    @Test
    void shows_metrics_as_they_went() {
        Trip trip = Trip.of("measured", 1);
        stages.publish(trip.metric(Stage.TRAIN, "loss", 0.5, 1, 4), trip.metric(Stage.TRAIN, "loss", 0.3, 2, 5));
        String path = "/api/v1/runs/" + trip.id() + "/metrics";
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get(path).jsonPath().getList("series.points.flatten()"))
                        .hasSize(2));

        JsonPath history = get(path).jsonPath();

        assertThat(history.getList("series.metric")).containsExactly("loss");
        assertThat(history.getList("series[0].points.step")).containsExactly(1, 2);
    }

    @Test
    void shows_an_alert_until_and_after_it_is_resolved() {
        Trip bad = Trip.of("alerted", 1);
        Trip good = Trip.of("alerted", 2);
        var alert = bad.raised(Stage.EVALUATE, GATE_MISSED, 1);
        stages.publish(alert);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(get("/api/v1/alerts?model=alerted&status=raised")
                        .jsonPath()
                        .getList("id"))
                .containsExactly(alert.id()));

        stages.publish(good.resolves(alert, 2));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        get("/api/v1/alerts/" + alert.id()).path("resolvedBy").toString())
                .isEqualTo(good.id().value()));
        assertThat(get("/api/v1/alerts?model=alerted&status=raised").jsonPath().getList("id"))
                .isEmpty();
    }

    @Test
    void tells_once_of_a_run_that_nobody_works_on_and_resolves_it_when_it_ends() {
        Trip trip = Trip.of("forgotten", 1);
        stages.publish(trip.registered(0));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(get("/api/v1/alerts?model=forgotten&status=raised")
                        .jsonPath()
                        .getList("code"))
                .containsExactly("run-overdue"));

        stages.publish(trip.ended(Result.DEPLOYED, Stage.DEPLOY, 9));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        get("/api/v1/alerts?model=forgotten").jsonPath().getList("resolvedBy"))
                .containsExactly(trip.id().value()));
        assertThat(get("/api/v1/alerts?model=forgotten").jsonPath().getString("[0].summary"))
                .contains(trip.id().value(), "no builder has picked it up");
    }

    @Test
    void passes_over_what_it_cannot_read() {
        double before = metric("millrace_records_unreadable_total");
        Trip trip = Trip.of("after-poison", 1);

        stages.write(Topic.PROGRESS, "after-poison", "not an event".getBytes());
        stages.publish(trip.progress(Stage.BUILD, State.RUNNING, 1, 1));

        awaitRun(trip, "running");
        assertThat(metric("millrace_records_unreadable_total")).isGreaterThan(before);
    }

    @Test
    void answers_when_the_run_has_ended() {
        Trip trip = Trip.of("awaited", 1);
        CompletableFuture<Response> answer =
                CompletableFuture.supplyAsync(() -> get("/api/v1/runs/" + trip.id() + "?wait=30s&until=ended"));
        stages.publish(trip.registered(0));
        awaitRun(trip, "waiting");
        assertThat(answer).isNotDone();

        stages.publish(trip.ended(Result.DEPLOYED, Stage.DEPLOY, 9));

        assertThat(answer).succeedsWithin(PATIENCE);
        assertThat(answer.join().<String>path("status")).isEqualTo("succeeded");
    }

    @Test
    void answers_with_the_run_as_it_is_when_the_time_is_over() {
        Trip trip = Trip.of("impatient", 1);
        stages.publish(trip.registered(0));
        awaitRun(trip, "waiting");

        Response answer = get("/api/v1/runs/" + trip.id() + "?wait=100ms&until=ended");

        assertThat(answer.<String>path("status")).isEqualTo("waiting");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/runs?status=faild | 400 | status | faild | waiting",
                "/api/v1/runs?limit=0 | 400 | limit | 0 | 1 to 10000",
                "/api/v1/runs?model=My_Model | 400 | model | My_Model | 1 to 40 characters",
                "/api/v1/runs?stat=failed | 400 | stat | failed | status",
                "/api/v1/runs/r?wait=1h | 400 | wait | 1h | at most 60s",
                "/api/v1/runs/r?until=done | 400 | until | done | ended",
                "/api/v1/runs/nope | 404 | run | nope | /api/v1/runs",
                "/api/v1/runs/nope/metrics | 404 | run | nope | /api/v1/runs",
                "/api/v1/models/nope | 404 | model | nope | /api/v1/models",
                "/api/v1/alerts/nope | 404 | alert | nope | /api/v1/alerts",
                "/api/v1/alerts?status=open | 400 | status | open | resolved"
            })
    void says_what_is_wrong_with_a_request(String url, int status, String parameter, String value, String hint) {
        Response answer = given().get(url);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.<String>path("parameter")).isEqualTo(parameter);
        assertThat(answer.<String>path("value")).isEqualTo(value);
        assertThat(answer.<String>path("detail")).contains(value, hint);
    }

    @Test
    void names_the_runs_that_could_be_meant() {
        Trip one = Trip.of("ambiguous", 1);
        Trip two = Trip.of("ambiguous", 2);
        stages.publish(one.registered(0), two.registered(1));
        awaitRun(one, "waiting");
        awaitRun(two, "waiting");

        Response answer = get("/api/v1/runs/r");

        assertThat(answer.statusCode()).isEqualTo(409);
        List<String> allowed = answer.path("allowed");
        assertThat(allowed).hasSizeGreaterThan(1).allMatch(run -> run.startsWith("r"));
    }

    private static double metric(String name) {
        return get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
