package io.millrace.monitor;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.events.CommandAccepted;
import io.millrace.events.CommandRejected;
import io.millrace.events.DeploymentRollback;
import io.millrace.events.RunCancel;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.RunRetry;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed.State;
import io.millrace.monitor.view.Trip;
import io.millrace.worker.testing.Broker;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(DashboardToken.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class CommandsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ConfigProperty(name = Broker.SERVERS)
    String servers;

    private Trip known(String model) {
        Trip trip = Trip.of(model, 1);
        try (var stages = new Stages(servers)) {
            stages.publish(trip.registered(0), trip.progress(Stage.TRAIN, State.RUNNING, 1, 1));
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get("/api/v1/runs/" + trip.id()).<String>path("stage"))
                        .isEqualTo("train"));
        return trip;
    }

    private static RequestSpecification withToken() {
        return given().header("Authorization", "Bearer " + DashboardToken.VALUE);
    }

    @Test
    void publishes_a_cancel_and_tells_what_the_stage_says() throws InterruptedException {
        Trip trip = known("cancel-me");
        try (var trainer = new AnsweringStage(
                servers,
                (id, command) -> new CommandAccepted(
                        id, command.run(), command.model(), 0, Stage.TRAIN, "the training was stopped"))) {

            Response answer = withToken()
                    .queryParam("reason", "wrong data")
                    .post("/api/v1/runs/{run}/cancel", trip.id().value());

            assertThat(trainer.heard())
                    .containsExactly(new RunCancel(trip.id(), trip.run().model(), Optional.of("wrong data")));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.<String>path("outcome")).isEqualTo("accepted");
            assertThat(answer.<String>path("stage")).isEqualTo("train");
            assertThat(answer.<String>path("message")).isEqualTo("the training was stopped");
        }
    }

    @Test
    void publishes_a_retry_from_where_the_run_ended_and_tells_why_it_is_refused() throws InterruptedException {
        Trip trip = known("retry-me");
        try (var stages = new Stages(servers)) {
            stages.publish(trip.ended(Result.FAILED, Stage.TRAIN, 2));
        }
        try (var trainer = new AnsweringStage(
                servers,
                (id, command) ->
                        new CommandRejected(id, command.run(), command.model(), Stage.TRAIN, "its image has gone"))) {

            Response answer =
                    withToken().post("/api/v1/runs/{run}/retry", trip.id().value());

            assertThat(trainer.heard())
                    .containsExactly(new RunRetry(trip.id(), trip.run().model(), Stage.TRAIN));
            assertThat(answer.<String>path("outcome")).isEqualTo("rejected");
            assertThat(answer.<String>path("message")).isEqualTo("its image has gone");
        }
    }

    @Test
    void publishes_a_rollback_and_tells_what_the_deployer_says() throws InterruptedException {
        Trip trip = known("bring-me-back");
        try (var deployer = new AnsweringStage(
                servers,
                (id, command) -> new CommandAccepted(
                        id, command.run(), command.model(), 1, Stage.DEPLOY, "round 1 begins at the deployer"))) {

            Response answer = withToken()
                    .queryParam("reason", "the new one is slow")
                    .post("/api/v1/runs/{run}/rollback", trip.id().value());

            assertThat(deployer.heard())
                    .containsExactly(
                            new DeploymentRollback(trip.id(), trip.run().model(), Optional.of("the new one is slow")));
            assertThat(answer.<String>path("outcome")).isEqualTo("accepted");
            assertThat(answer.<String>path("message")).isEqualTo("round 1 begins at the deployer");
        }
    }

    @ParameterizedTest
    @CsvSource({"cancel", "retry", "rollback"})
    void does_nothing_for_who_does_not_know_the_token(String command) {
        Trip trip = known("keep-me");

        Response answer = given().header("Authorization", "Bearer " + DashboardToken.VALUE.toUpperCase())
                .post("/api/v1/runs/{run}/{command}", trip.id().value(), command);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(answer.contentType()).startsWith("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/runs/nope/cancel | 404 | run | nope",
                "/api/v1/runs/nope/retry | 404 | run | nope",
                "/api/v1/runs/nope/rollback | 404 | run | nope",
                "/api/v1/runs/{run}/retry?from=monitor | 400 | from | monitor",
                "/api/v1/runs/{run}/cancel?force=yes | 400 | force | yes"
            })
    void says_what_is_wrong_with_a_command(String url, int status, String parameter, String value) {
        Trip trip = known("wrong-me");

        Response answer = withToken().post(url.replace("{run}", trip.id().value()));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.<String>path("parameter")).isEqualTo(parameter);
        assertThat(answer.<String>path("value")).isEqualTo(value);
    }

    @Test
    void says_that_it_takes_commands() {
        assertThat(get("/api/v1/access").<Boolean>path("commands")).isTrue();
    }
}
