package io.millrace.monitor.delivery;

import static io.millrace.monitor.view.Trip.GATE_MISSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.events.Envelope;
import io.millrace.events.Stage;
import io.millrace.monitor.sink.Alertmanager;
import io.millrace.monitor.sink.Filter;
import io.millrace.monitor.view.Trip;
import io.millrace.worker.testing.OpenBroker;
import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Alertmanager, told by way of a real broker. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AlertmanagerSinkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration REPEAT = Duration.ofSeconds(1);
    private static final Envelope RAISED = Trip.of("digits", 1).raised(Stage.EVALUATE, GATE_MISSED, 1);
    private static final Envelope RESOLVED = Trip.of("digits", 2).resolves(RAISED, 2);

    @TempDir
    Path folder;

    private final EmbeddedKafkaBroker broker = OpenBroker.make();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private DebianAlertmanager alertmanager;
    private Alerts alerts;
    private Telling telling;

    @BeforeEach
    void start() throws IOException {
        assumeThat(DebianAlertmanager.isInstalled())
                .as("prometheus-alertmanager is installed")
                .isTrue();
        broker.start();
        alertmanager = new DebianAlertmanager(folder);
        alerts = new Alerts(broker.getAdvertisedListeners());
        telling = begun(REPEAT);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (telling != null) {
            end(telling);
            alertmanager.close();
            alerts.close();
            broker.close();
        }
    }

    private Telling begun(Duration repeat) {
        var dialect = new Alertmanager(alertmanager.url(), repeat, Optional.of(URI.create("http://127.0.0.1:8801")));
        var begun = new Telling(
                alerts.kafka(),
                alerts.prefix(),
                new Sink("am", dialect, new Filter(List.of(), Set.of()), new SecretFile(Optional.empty()), repeat),
                new Post(Duration.ofSeconds(5)),
                new SinkState("am", new SimpleMeterRegistry()),
                (record, reason) -> {
                    refused.add(reason);
                    return CompletableFuture.completedFuture(null);
                });
        begun.start();
        await().atMost(PATIENCE).until(() -> Places.hasOne(alerts, "am"));
        return begun;
    }

    private static void end(Telling telling) throws InterruptedException {
        telling.stop();
        telling.join(PATIENCE);
    }

    private JsonNode awaitFiring(int count) {
        return await().atMost(PATIENCE).until(() -> alertmanager.alerts(), firing -> firing.size() == count);
    }

    @Test
    void knows_an_alert_while_it_stands() {
        alerts.publish(RAISED);

        JsonNode alert = awaitFiring(1).path(0);

        assertThat(alert.path("labels").path("alertname").asText()).isEqualTo("gate-missed");
        assertThat(alert.path("labels").path("model").asText()).isEqualTo("digits");
        assertThat(alert.path("annotations").path("summary").asText()).isEqualTo(GATE_MISSED.summary());
        assertThat(alert.path("generatorURL").asText()).isEqualTo("http://127.0.0.1:8801/api/v1/alerts/" + RAISED.id());
        alerts.publish(RESOLVED);
        awaitFiring(0);
        assertThat(refused).isEmpty();
    }

    @Test
    void knows_it_for_longer_than_it_was_told_once() {
        alerts.publish(RAISED);
        String first = awaitFiring(1).path(0).path("endsAt").asText();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        alertmanager.alerts().path(0).path("endsAt").asText())
                .isGreaterThan(first));
    }

    @Test
    void is_told_anew_when_it_has_forgotten_everything() throws IOException {
        alerts.publish(RAISED);
        awaitFiring(1);

        alertmanager.restart();

        awaitFiring(1);
    }

    @Test
    void is_told_by_a_monitor_that_was_started_anew_what_stands_and_what_was_resolved_meanwhile()
            throws InterruptedException {
        Envelope other = Trip.of("faces", 1).raised(Stage.TRAIN, GATE_MISSED, 1);
        alerts.publish(RAISED, other);
        awaitFiring(2);
        end(telling);
        alerts.publish(RESOLVED);

        telling = begun(Duration.ofMinutes(1));

        assertThat(awaitFiring(1).path(0).path("labels").path("model").asText()).isEqualTo("faces");
    }

    @Test
    void takes_alerts_of_clocks_that_are_wrong() {
        Envelope future = Trip.of("digits", 1).raised(Stage.EVALUATE, GATE_MISSED, Integer.MAX_VALUE);

        alerts.publish(future);
        awaitFiring(1);
        alerts.publish(Trip.of("digits", 2).resolves(future, 0));

        awaitFiring(0);
        assertThat(refused).isEmpty();
    }
}
