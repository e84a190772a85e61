package io.millrace.monitor.sink;

import static io.millrace.monitor.view.Trip.GATE_MISSED;
import static io.millrace.monitor.view.Trip.NINE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.events.AlertRaised;
import io.millrace.events.Envelope;
import io.millrace.events.Stage;
import io.millrace.monitor.view.Trip;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AlertmanagerTest {
    private static final Trip BAD = Trip.of("digits", 1);
    private static final Trip GOOD = Trip.of("digits", 2);
    private static final Envelope RAISED = BAD.raised(Stage.EVALUATE, GATE_MISSED, 1);
    private static final Instant NOW = NINE.plusSeconds(60);

    private final Alertmanager alertmanager = new Alertmanager(
            URI.create("http://alerts.example:9093/team/"),
            Duration.ofMinutes(1),
            Optional.of(URI.create("https://millrace.example/")));

    private JsonNode told(Notice notice, Instant now) {
        return Told.body(alertmanager.tell(notice, Secrets.NONE, now)).path(0);
    }

    @Test
    void is_told_of_an_alert_by_labels_that_make_it_the_same_alert() throws IOException {
        var request = alertmanager.tell(Told.of(RAISED), Secrets.NONE, NOW).orElseThrow();

        assertThat(request.address()).hasToString("http://alerts.example:9093/team/api/v2/alerts");
        assertThat(Told.body(request))
                .isEqualTo(new ObjectMapper()
                        .readTree(
                                """
                [{
                  "labels": {"alertname": "gate-missed", "code": "gate-missed", "kind": "user-error",
                             "stage": "evaluate", "model": "digits", "fingerprint": "digits/evaluate/gate-missed"},
                  "annotations": {"summary": "accuracy is 0.7, less than the 0.9 asked for",
                                  "remedy": "Train a better model", "count": "1", "run": "%s", "version": "v1"},
                  "startsAt": "2026-01-05T09:00:01Z", "endsAt": "2026-01-05T09:05:00Z",
                  "generatorURL": "https://millrace.example/api/v1/alerts/%s"
                }]"""
                                        .formatted(BAD.id(), RAISED.id())));
    }

    @Test
    void is_told_when_it_ended_with_the_labels_that_it_had() {
        Notice resolution = Told.resolution(RAISED, GOOD.resolves(RAISED, 30));

        JsonNode told = told(resolution, NOW);

        assertThat(told.path("endsAt").asText()).isEqualTo("2026-01-05T09:00:30Z");
        assertThat(told.path("labels")).isEqualTo(told(Told.of(RAISED), NOW).path("labels"));
    }

    @Test
    void is_not_told_of_the_end_of_what_is_not_known_to_stand() {
        assertThat(alertmanager.tell(Told.of(GOOD.resolves(RAISED, 30)), Secrets.NONE, NOW))
                .isEmpty();
    }

    @Test
    void is_never_told_of_an_alert_that_ends_before_it_starts_whatever_other_clocks_say() {
        Envelope late = BAD.raised(Stage.EVALUATE, GATE_MISSED, 50);

        JsonNode resolved = told(Told.resolution(late, GOOD.resolves(late, 10)), NOW);
        JsonNode fromTheFuture = told(Told.of(BAD.raised(Stage.EVALUATE, GATE_MISSED, 86_400)), NOW);

        assertThat(resolved.path("endsAt")).isEqualTo(resolved.path("startsAt"));
        assertThat(fromTheFuture.path("startsAt").asText()).isEqualTo(NOW.toString());
    }

    @Test
    void is_told_again_of_all_that_stands_some_hundred_at_a_time() {
        List<Raised> standing = IntStream.range(0, 250)
                .mapToObj(n -> Trip.of("model-" + n, 1).raised(Stage.TRAIN, GATE_MISSED, 0))
                .map(raised -> new Raised((AlertRaised) raised.event(), raised.time()))
                .toList();

        List<Request> requests = alertmanager.repeat(standing, Secrets.NONE, NOW);

        assertThat(requests).extracting(request -> Told.body(request).size()).containsExactly(100, 100, 50);
        assertThat(Told.body(requests.getLast()).path(49).path("endsAt").asText())
                .isEqualTo("2026-01-05T09:05:00Z");
    }

    @Test
    void is_shown_credentials_if_there_are_any() {
        var request = alertmanager
                .tell(Told.of(RAISED), new Secrets(List.of("Basic b3BzOnNlc2FtZQ==")), NOW)
                .orElseThrow();

        assertThat(request.headers()).containsEntry("authorization", "Basic b3BzOnNlc2FtZQ==");
        assertThat(request.toString()).doesNotContain("b3Bz");
    }
}
