package io.millrace.monitor;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Stage;
import io.millrace.worker.testing.Broker;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
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
class DeadLettersTest {
    @ConfigProperty(name = Broker.SERVERS)
    String servers;

    private String letter(Stage worker, String value) throws Exception {
        try (var stages = new Stages(servers)) {
            return stages.deadLetter(worker, "churn", value, "not JSON: odd");
        }
    }

    private static Response replay(String id, boolean again) {
        return given().header("Authorization", "Bearer " + DashboardToken.VALUE)
                .queryParam("again", again)
                .post("/api/v1/dead-letters/" + id + "/replay");
    }

    @Test
    void are_listed_with_the_latest_first() throws Exception {
        String first = letter(Stage.TRAIN, "one");
        String second = letter(Stage.TRAIN, "two");

        Response answer = given().queryParam("worker", "trainer").get("/api/v1/dead-letters");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.<String>path("[0].id")).isEqualTo(second);
        assertThat(answer.<String>path("[1].id")).isEqualTo(first);
        assertThat(answer.<String>path("[0].reason")).isEqualTo("not JSON: odd");
        assertThat(answer.<String>path("[0].topic")).isEqualTo("millrace.model-registered");
        assertThat(answer.<String>path("[0].key")).isEqualTo("churn");
        assertThat(answer.<Integer>path("[0].bytes")).isEqualTo(3);
        assertThat(answer.<Integer>path("[0].replays")).isZero();
    }

    @Test
    void are_shown_with_what_is_in_them() throws Exception {
        String id = letter(Stage.BUILD, "{\u0000");

        Response answer = get("/api/v1/dead-letters/" + id);

        assertThat(answer.<String>path("letter.id")).isEqualTo(id);
        assertThat(answer.<String>path("value")).startsWith("00000000  7b 00");
        assertThat(answer.<Boolean>path("cut")).isFalse();
    }

    @Test
    void are_replayed_once_unless_it_is_asked_for_again() throws Exception {
        String id = letter(Stage.BUILD, "again");

        Response first = replay(id, false);
        Response second = replay(id, false);
        Response third = replay(id, true);

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.<String>path("topic")).isEqualTo("millrace.model-registered");
        assertThat(first.<Integer>path("partition")).isEqualTo(3);
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.<String>path("detail")).contains("was replayed already");
        assertThat(third.statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/dead-letters/" + id).<Integer>path("letter.replays"))
                .isEqualTo(2);
    }

    @Test
    void are_not_replayed_for_who_does_not_know_the_token() throws Exception {
        String id = letter(Stage.BUILD, "keep me");

        Response answer = given().post("/api/v1/dead-letters/" + id + "/replay");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(get("/api/v1/dead-letters/" + id).<Integer>path("letter.replays"))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?worker=nobody | 400 | allowed: builder, trainer, evaluator, deployer, monitor",
                "?limit=1001 | 400 | 1 to 1000",
                "/builder/0/999999 | 404 | there is no dead letter builder/0/999999",
                "/builder/x/1 | 404 | no dead letter 'builder/x/1'",
                "/nobody/0/1 | 404 | no dead letter 'nobody/0/1'"
            })
    void what_is_not_there_is_said(String url, int status, String detail) {
        Response answer = get("/api/v1/dead-letters" + url);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.<String>path("detail")).contains(detail);
    }
}
