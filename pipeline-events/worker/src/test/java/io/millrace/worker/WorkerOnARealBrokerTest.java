package io.millrace.worker;

import static io.millrace.worker.testing.Samples.built;
import static io.millrace.worker.testing.Samples.run;
import static io.restassured.RestAssured.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Failure;
import io.millrace.events.ModelTrained;
import io.millrace.events.RunEnded;
import io.millrace.events.RunRef;
import io.millrace.events.StageProgressed;
import io.millrace.events.Topic;
import io.millrace.worker.testing.Broker;
import io.millrace.worker.testing.Pipeline;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Broker.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class WorkerOnARealBrokerTest {
    private static final String INPUT = "millrace.image-built";
    private static final String DEAD_LETTERS = "millrace.trainer.dead-letters";

    private final Pipeline pipeline = new Pipeline();

    @Inject
    ToyTraining toy;

    @Inject
    StandingAlerts alerts;

    @AfterEach
    void close() {
        pipeline.close();
    }

    @Test
    void answers_for_a_run_and_tells_how_it_went_on() {
        RunRef run = run("plain", 1);

        pipeline.publish(built(run));

        assertThat(pipeline.first(Topic.MODEL_TRAINED, ModelTrained.class, run.run())
                        .run())
                .isEqualTo(run);
        await().untilAsserted(() -> assertThat(pipeline.events(Topic.PROGRESS, StageProgressed.class, run.run()))
                .extracting(StageProgressed::state)
                .contains(StageProgressed.State.RUNNING, StageProgressed.State.SUCCEEDED));
    }

    @Test
    void does_the_work_once_however_often_the_event_comes() {
        RunRef run = run("twice", 1);
        RunRef after = run("twice", 2);

        pipeline.publish(built(run));
        pipeline.publish(built(run));
        pipeline.publish(built(after));

        pipeline.first(Topic.MODEL_TRAINED, ModelTrained.class, after.run());
        assertThat(toy.attemptsOf(run)).containsExactly(1);
        assertThat(pipeline.events(Topic.MODEL_TRAINED, ModelTrained.class, run.run()))
                .hasSize(1);
    }

    @Test
    void ends_a_run_that_fails_with_exactly_one_alert() {
        RunRef run = run("raises", 1);

        pipeline.publish(built(run));

        RunEnded ended = pipeline.first(Topic.RUN_ENDED, RunEnded.class, run.run());
        List<AlertRaised> alerts = pipeline.events(Topic.ALERTS, AlertRaised.class, run.run());
        assertThat(alerts).hasSize(1);
        assertThat(ended.result()).isEqualTo(RunEnded.Result.FAILED);
        assertThat(ended.alertId()).contains(alerts.get(0).alertId());
        assertThat(alerts.get(0).failure().remedy()).isEqualTo("mend it");
    }

    @Test
    void resolves_the_alert_when_the_next_version_is_good() {
        RunRef bad = run("mends", 1);
        RunRef good = run("mends", 2);
        pipeline.publish(built(bad));
        AlertRaised alert = pipeline.first(Topic.ALERTS, AlertRaised.class, bad.run());

        pipeline.publish(built(good));

        assertThat(pipeline.first(Topic.ALERTS, AlertResolved.class, good.run()).alertId())
                .isEqualTo(alert.alertId());
    }

    @Test
    void tries_again_when_an_attempt_was_lost() {
        RunRef run = run("flaky", 1);

        pipeline.publish(built(run));

        pipeline.first(Topic.MODEL_TRAINED, ModelTrained.class, run.run());
        assertThat(toy.attemptsOf(run)).containsExactly(1, 2);
        assertThat(pipeline.events(Topic.ALERTS, AlertRaised.class, run.run())).isEmpty();
    }

    @Test
    void waits_for_a_neighbour_that_is_away_and_tells_it_once() {
        RunRef run = run("away", 1);

        pipeline.publish(built(run));

        pipeline.first(Topic.MODEL_TRAINED, ModelTrained.class, run.run());
        assertThat(toy.attemptsOf(run)).containsExactly(1, 1, 1, 1, 1);
        List<AlertRaised> raised = pipeline.events(Topic.ALERTS, AlertRaised.class, run.run());
        assertThat(raised).hasSize(1);
        assertThat(raised.get(0).failure().code()).isEqualTo("registry-away");
        await().untilAsserted(() -> assertThat(pipeline.events(Topic.ALERTS, AlertResolved.class, run.run()))
                .extracting(AlertResolved::alertId)
                .containsExactly(raised.get(0).alertId()));
    }

    @Test
    void turns_a_bug_of_its_own_into_an_alert() {
        RunRef run = run("buggy", 1);

        pipeline.publish(built(run));

        assertThat(pipeline.first(Topic.ALERTS, AlertRaised.class, run.run())
                        .failure()
                        .code())
                .isEqualTo("internal-error");
    }

    @Test
    void keeps_the_bytes_of_what_it_cannot_read_and_goes_on() {
        byte[] garbage = {'{', 0, (byte) 0xff};
        RunRef next = run("garbage", 1);
        var record = new ProducerRecord<>(INPUT, null, "garbage".getBytes(UTF_8), garbage);
        record.headers().add(new RecordHeader("theirs", new byte[] {1, 2}));

        pipeline.write(record);
        pipeline.publish(built(next));

        pipeline.first(Topic.MODEL_TRAINED, ModelTrained.class, next.run());
        var letter = pipeline.awaitRecord(DEAD_LETTERS, found -> "garbage".equals(new String(found.key(), UTF_8)));
        assertThat(letter.value()).isEqualTo(garbage);
        assertThat(letter.headers().lastHeader("theirs").value()).containsExactly(1, 2);
        assertThat(new String(
                        letter.headers()
                                .lastHeader("millrace-dead-letter-topic")
                                .value(),
                        UTF_8))
                .isEqualTo(INPUT);
        await().untilAsserted(() -> assertThat(pipeline.envelopes(Topic.ALERTS))
                .filteredOn(envelope -> envelope.event() instanceof AlertRaised alert
                        && alert.fingerprint().equals("garbage/train/invalid-event"))
                .hasSize(1));
    }

    @Test
    void resolves_the_alert_for_a_bad_record_with_the_models_next_good_run() {
        var record = new ProducerRecord<>(INPUT, null, "corrected".getBytes(UTF_8), new byte[] {1});
        pipeline.write(record);
        pipeline.awaitRecord(DEAD_LETTERS, found -> "corrected".equals(new String(found.key(), UTF_8)));
        await().until(() -> pipeline.envelopes(Topic.ALERTS).stream()
                .anyMatch(envelope -> envelope.event().key().equals("corrected")));
        RunRef run = run("corrected", 1);

        pipeline.publish(built(run));

        assertThat(pipeline.first(Topic.ALERTS, AlertResolved.class, run.run()).fingerprint())
                .isEqualTo("corrected/train/invalid-event");
    }

    @Test
    void tells_an_outage_once_and_resolves_it() {
        RunRef run = run("serves", 1);
        Failure down = Failure.userError("server-down", "it does not stay up", "mend it");
        await().untilAsserted(() -> get("/q/health/ready").then().statusCode(200));

        alerts.raise(run, down);
        alerts.raise(run, down);
        AlertRaised raised = pipeline.first(Topic.ALERTS, AlertRaised.class, run.run());
        alerts.resolve(run, "server-down");

        assertThat(pipeline.first(Topic.ALERTS, AlertResolved.class, run.run()).alertId())
                .isEqualTo(raised.alertId());
        assertThat(pipeline.events(Topic.ALERTS, AlertRaised.class, run.run())).hasSize(1);
    }

    @Test
    void is_ready_once_it_has_its_partitions() {
        await().untilAsserted(() -> get("/q/health/ready").then().statusCode(200));
    }

    @Test
    void counts_what_became_of_the_records() {
        RunRef run = run("counted", 1);
        pipeline.publish(built(run));
        pipeline.first(Topic.MODEL_TRAINED, ModelTrained.class, run.run());

        String metrics = get("/q/metrics").asString();

        assertThat(metrics).contains("millrace_events_received_total{fate=\"admitted\",stage=\"train\"}");
        assertThat(metrics).contains("millrace_stage_work_seconds_count{outcome=\"done\",stage=\"train\"}");
    }
}
