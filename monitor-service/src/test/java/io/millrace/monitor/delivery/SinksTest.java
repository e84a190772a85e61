package io.millrace.monitor.delivery;

import static io.millrace.monitor.view.Trip.GATE_MISSED;
import static io.restassured.RestAssured.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.events.DeadLetter;
import io.millrace.events.Envelope;
import io.millrace.events.Stage;
import io.millrace.monitor.delivery.Recipient.Answer;
import io.millrace.monitor.view.Trip;
import io.millrace.worker.testing.Broker;
import io.millrace.worker.testing.Pipeline;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The monitor with a sink that is configured. */
@QuarkusTest
@QuarkusTestResource(Broker.class)
@QuarkusTestResource(Pager.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class SinksTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String DEAD_LETTERS = "millrace.monitor.dead-letters";

    @ConfigProperty(name = Broker.SERVERS)
    String servers;

    Recipient pager;

    private final Pipeline pipeline = new Pipeline();

    @BeforeEach
    void readToTheEnd() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> get("/q/health/ready").then().statusCode(200));
        // What is published before the sink has its place is of long ago.
        await().atMost(PATIENCE)
                .until(() -> Places.hasOne(Map.of("bootstrap.servers", servers), "millrace.sink.pager"));
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    private static Envelope alert(String model) {
        return Trip.of(model, 1).raised(Stage.EVALUATE, GATE_MISSED, 1);
    }

    private void awaitTold(Envelope alert, int times) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        pager.ids().stream().filter(alert.id()::equals).count())
                .isEqualTo(times));
    }

    @Test
    void tells_the_sink_of_the_models_that_are_named_and_counts_it() {
        Envelope paged = alert("paged-1");

        pipeline.publish(alert("quiet"));
        pipeline.publish(paged);

        awaitTold(paged, 1);
        assertThat(pager.ids()).doesNotContain(alert("quiet").id());
        assertThat(get("/q/metrics").asString())
                .contains("millrace_sinks_requests_total{result=\"delivered\",sink=\"pager\"}")
                .contains("millrace_sinks_away_seconds{sink=\"pager\"} 0.0");
    }

    @Test
    void stays_ready_while_the_sink_is_away_and_says_so() {
        pager.answers(new Answer(503, Map.of("Retry-After", "2"), ""));
        Envelope alert = alert("paged-2");

        pipeline.publish(alert);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sink()).startsWith("away for ").contains("HTTP 503"));
        get("/q/health/ready").then().statusCode(200);
        awaitTold(alert, 2);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(sink()).isEqualTo("takes alerts"));
    }

    private static String sink() {
        return get("/q/health/ready").jsonPath().getString("checks.find { it.name == 'alert sinks' }.data.pager");
    }

    @Test
    void keeps_what_the_sink_refuses_so_that_it_can_be_replayed_to_this_sink_and_raises_no_alert_about_it() {
        pager.answers(Answer.of(400));
        Envelope alert = alert("paged-3");

        pipeline.publish(alert);

        ConsumerRecord<byte[], byte[]> letter =
                pipeline.awaitRecord(DEAD_LETTERS, it -> Arrays.equals(it.key(), "paged-3".getBytes(UTF_8)));
        DeadLetter why = DeadLetter.of(letter.headers().toArray()).orElseThrow();
        assertThat(why.reason()).startsWith("sink pager refused it; http://127.0.0.1:");
        assertThat(why.topic()).isEqualTo("millrace.alerts");
        assertThat(get("/api/v1/alerts?model=paged-3").jsonPath().getList("code"))
                .containsExactly("gate-missed");

        var again = new ProducerRecord<>(
                why.topic(),
                why.partition(),
                letter.key(),
                letter.value(),
                DeadLetter.own(letter.headers().toArray()));
        again.headers().add("millrace-replay-of", "monitor/0/0".getBytes(UTF_8));
        pipeline.write(again);

        awaitTold(alert, 2);
    }
}
