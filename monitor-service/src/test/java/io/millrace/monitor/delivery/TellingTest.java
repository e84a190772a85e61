package io.millrace.monitor.delivery;

import static io.millrace.monitor.view.Trip.GATE_MISSED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import io.millrace.events.Stage;
import io.millrace.events.Topic;
import io.millrace.monitor.delivery.Recipient.Answer;
import io.millrace.monitor.delivery.Recipient.Got;
import io.millrace.monitor.sink.Filter;
import io.millrace.monitor.sink.StandardWebhook;
import io.millrace.monitor.view.Trip;
import io.millrace.worker.Topics;
import io.millrace.worker.testing.OpenBroker;
import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a sink is told, on a real broker and by real requests. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TellingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final EmbeddedKafkaBroker BROKER = OpenBroker.make();
    private static final Trip BAD = Trip.of("digits", 1);
    private static final Envelope RAISED = BAD.raised(Stage.EVALUATE, GATE_MISSED, 1);
    private static final Envelope RESOLVED = Trip.of("digits", 2).resolves(RAISED, 2);
    private static final Envelope NEXT = Trip.of("digits", 3).raised(Stage.EVALUATE, GATE_MISSED, 3);

    @TempDir
    Path folder;

    private final List<Letter> letters = new CopyOnWriteArrayList<>();
    private final SinkState state = new SinkState("pager", new SimpleMeterRegistry());
    private Alerts alerts;
    private Recipient recipient;
    private Telling telling;

    private record Letter(ConsumerRecord<byte[], byte[]> record, String reason) {
        String sink() {
            return new String(record.headers().lastHeader("millrace-sink").value(), UTF_8);
        }
    }

    @BeforeAll
    static void startBroker() {
        BROKER.withAdditionalProperties(settings -> settings.put("auto.create.topics.enable", "false"))
                .start();
    }

    @AfterAll
    static void stopBroker() {
        BROKER.close();
    }

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("secret"), SECRET + "\n");
        alerts = new Alerts(BROKER.getAdvertisedListeners());
        recipient = new Recipient();
        telling = begun();
    }

    @AfterEach
    void stop() throws InterruptedException {
        end(telling);
        recipient.close();
        alerts.close();
    }

    /** One that has its place already: nothing that is published from now on is of long ago. */
    private Telling begun() {
        var begun = new Telling(
                alerts.kafka(),
                alerts.prefix(),
                new Sink(
                        "pager",
                        new StandardWebhook(recipient.url("/hook")),
                        new Filter(List.of(), Set.of()),
                        new SecretFile(Optional.of(folder.resolve("secret"))),
                        Duration.ofMinutes(1)),
                new Post(Duration.ofSeconds(2)),
                state,
                (record, reason) -> {
                    letters.add(new Letter(record, reason));
                    return CompletableFuture.completedFuture(null);
                });
        begun.start();
        await().atMost(PATIENCE).until(() -> Places.hasOne(alerts, "pager"));
        return begun;
    }

    private static void end(Telling telling) throws InterruptedException {
        telling.stop();
        telling.join(PATIENCE);
    }

    private void awaitTold(Envelope... events) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(recipient.ids())
                .containsExactlyElementsOf(
                        List.of(events).stream().map(Envelope::id).toList()));
    }

    @Test
    void an_alert_is_told_and_its_end_in_their_order() {
        alerts.publish(RAISED, RESOLVED);

        awaitTold(RAISED, RESOLVED);
        assertThat(recipient.got()).extracting(Got::path).containsOnly("/hook");
    }

    @Test
    void a_second_copy_is_not_told() {
        alerts.publish(RAISED, RAISED, RESOLVED);

        awaitTold(RAISED, RESOLVED);
    }

    @Test
    void after_a_restart_it_goes_on_where_it_was() throws InterruptedException {
        alerts.publish(RAISED);
        awaitTold(RAISED);
        end(telling);
        alerts.publish(RESOLVED);

        telling = begun();
        alerts.publish(NEXT);

        awaitTold(RAISED, RESOLVED, NEXT);
    }

    @Test
    void what_was_published_before_it_was_configured_is_not_told() throws InterruptedException {
        end(telling);
        alerts.publish(RAISED);
        Places.forget(alerts, "pager");

        telling = begun();
        alerts.publish(RESOLVED);

        awaitTold(RESOLVED);
    }

    @Test
    void a_place_that_the_broker_forgot_is_known_for_as_long_as_the_process_lives() throws InterruptedException {
        alerts.publish(RAISED);
        awaitTold(RAISED);
        end(telling);
        Places.forget(alerts, "pager");
        Map<TopicPartition, Long> told;
        try (var log = alertLog()) {
            told = log.place(Map.of());
        }
        Places.forget(alerts, "pager");
        alerts.publish(RESOLVED);

        try (var log = alertLog()) {
            assertThat(log.place(told)).isEqualTo(told);
        }
    }

    private AlertLog alertLog() {
        List<TopicPartition> partitions = IntStream.range(0, Topics.bundled().partitions())
                .mapToObj(number -> new TopicPartition(Topic.ALERTS.name(alerts.prefix()), number))
                .toList();
        return new AlertLog(alerts.kafka(), alerts.prefix() + "sink.pager", partitions);
    }

    @Test
    void a_sink_that_is_away_is_waited_for() {
        int port = recipient.port();
        recipient.close();
        alerts.publish(RAISED, RESOLVED);
        await().atMost(PATIENCE).until(() -> state.trouble().isPresent());

        recipient = new Recipient(port);

        awaitTold(RAISED, RESOLVED);
        await().atMost(PATIENCE).until(() -> state.trouble().isEmpty());
        assertThat(letters).isEmpty();
    }

    @Test
    void a_sink_that_was_away_when_it_was_stopped_is_told_after_the_restart() throws InterruptedException {
        recipient.answers(Answer.of(503));
        alerts.publish(RAISED);
        await().atMost(PATIENCE).until(() -> state.trouble().isPresent());
        end(telling);
        recipient.got().clear();

        telling = begun();

        awaitTold(RAISED);
    }

    @Test
    void a_sink_is_given_the_time_that_it_asks_for() {
        recipient.answers(new Answer(429, Map.of("Retry-After", "3"), ""));

        alerts.publish(RAISED);

        awaitTold(RAISED, RAISED);
        Duration waited = Duration.ofNanos(
                recipient.got().getLast().at() - recipient.got().getFirst().at());
        assertThat(waited).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void what_a_sink_refuses_is_a_dead_letter_and_holds_up_nothing() {
        recipient.answers(new Answer(422, Map.of(), "no such \u0007 pager"));

        alerts.publish(RAISED, RESOLVED);

        awaitTold(RAISED, RESOLVED);
        assertThat(letters).singleElement().satisfies(letter -> {
            assertThat(letter.reason())
                    .isEqualTo("sink pager refused it; http://127.0.0.1:" + recipient.port()
                            + ": HTTP 422: no such pager");
            assertThat(letter.sink()).isEqualTo("pager");
            assertThat(letter.record().key()).isEqualTo("digits".getBytes(UTF_8));
        });
        assertThat(state.trouble()).isEmpty();
    }

    @Test
    void a_replay_is_told_to_the_sink_that_had_refused_it_and_to_no_other() {
        alerts.publish(RAISED);
        awaitTold(RAISED);

        alerts.replay(RAISED, "another");
        alerts.replay(RAISED, "pager");
        alerts.publish(RESOLVED);

        awaitTold(RAISED, RAISED, RESOLVED);
    }

    @Test
    void a_redirection_is_not_followed() {
        recipient.answers(new Answer(307, Map.of("Location", "/elsewhere"), ""));

        alerts.publish(RAISED);

        awaitTold(RAISED, RAISED);
        assertThat(recipient.got()).extracting(Got::path).containsOnly("/hook");
    }

    @Test
    void an_answer_without_end_is_not_waited_for() {
        recipient.answers(new Answer(200, Map.of(), "x".repeat(5_000_000)));

        alerts.publish(RAISED, RESOLVED);

        awaitTold(RAISED, RESOLVED);
    }

    @Test
    void a_secret_that_cannot_be_read_is_waited_for_and_a_new_one_taken_without_a_restart() throws IOException {
        Files.delete(folder.resolve("secret"));
        alerts.publish(RAISED);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(state.trouble().orElse(""))
                .contains("secret-file " + folder.resolve("secret") + " cannot be read"));

        Files.writeString(folder.resolve("secret"), "whsec_NfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        awaitTold(RAISED);
    }

    @Test
    void a_secret_that_the_sink_repeats_is_not_told() {
        recipient.answers(new Answer(400, Map.of(), "not signed with " + SECRET));

        alerts.publish(RAISED);

        await().atMost(PATIENCE).until(() -> !letters.isEmpty());
        assertThat(letters.getFirst().reason()).endsWith("not signed with …");
    }

    @Test
    void what_is_no_alert_is_passed_over() {
        alerts.write("digits", "not an event".getBytes(UTF_8));
        alerts.publish(RAISED);

        awaitTold(RAISED);
        assertThat(letters).isEmpty();
        assertThat(recipient.ids()).containsExactly(EventIds.alert(BAD.run(), Stage.EVALUATE, "gate-missed"));
    }
}
