package io.millrace.monitor.sink;

import static io.millrace.monitor.view.Trip.GATE_MISSED;
import static io.millrace.monitor.view.Trip.NINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.events.Envelope;
import io.millrace.events.Failure;
import io.millrace.events.Stage;
import io.millrace.monitor.view.Trip;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SlackTest {
    private static final Trip BAD = Trip.of("digits", 1);
    private static final Trip GOOD = Trip.of("digits", 2);
    private static final Envelope RAISED = BAD.raised(Stage.EVALUATE, GATE_MISSED, 1);

    private final Slack slack = new Slack(Optional.of(URI.create("https://chat.example/hooks/x")));

    private JsonNode told(Notice notice) {
        return Told.body(slack.tell(notice, Secrets.NONE, NINE));
    }

    @Test
    void is_told_what_happened_what_to_do_and_where() throws IOException {
        assertThat(told(Told.of(RAISED)))
                .isEqualTo(new ObjectMapper()
                        .readTree(
                                """
                {
                  "text": "Alert: digits · evaluate · gate-missed\\naccuracy is 0.7, less than the 0.9 asked for",
                  "blocks": [
                    {"type": "section", "text": {"type": "mrkdwn", "text":
                      "*Alert: digits · evaluate · gate-missed*\\naccuracy is 0.7, less than the 0.9 asked for"}},
                    {"type": "section", "text": {"type": "mrkdwn", "text": "*Remedy*: Train a better model"}},
                    {"type": "context", "elements": [{"type": "mrkdwn", "text":
                      "run %s · version v1 · 2026-01-05 09:00:01 UTC"}]}
                  ]
                }"""
                                        .formatted(BAD.id())));
    }

    @Test
    void is_told_what_is_over() {
        JsonNode told = told(Told.resolution(RAISED, GOOD.resolves(RAISED, 30)));

        assertThat(told.path("text").asText()).startsWith("Resolved: digits · evaluate · gate-missed\n");
        assertThat(told.toString()).contains(GOOD.id().value()).doesNotContain("Remedy");
    }

    @Test
    void is_told_of_the_end_of_what_is_not_known_to_stand() {
        assertThat(told(Told.of(GOOD.resolves(RAISED, 30))).path("text").asText())
                .isEqualTo("Resolved: digits · evaluate");
    }

    @Test
    void nobody_is_mentioned_and_nothing_hidden_by_what_an_event_says() {
        var hostile = Failure.userError("<!channel>", "<!here> & <https://evil.example|all is well>", "ask @channel");

        String told = told(Told.of(BAD.raised(Stage.EVALUATE, hostile, 1))).toString();

        assertThat(told)
                .doesNotContain("<", ">", "@channel")
                .contains("&lt;!channel&gt;", "&lt;!here&gt; &amp; &lt;https://evil.example|all is well&gt;");
    }

    @Test
    void texts_are_cut_to_what_Slack_takes_and_never_within_an_escape() {
        for (int shift = 0; shift < 5; shift++) {
            var failure = Failure.userError("long", "x".repeat(shift) + "&".repeat(2_000 - shift), "&".repeat(2_000));

            JsonNode blocks =
                    told(Told.of(BAD.raised(Stage.EVALUATE, failure, 1))).path("blocks");

            for (JsonNode block : blocks) {
                assertThat(block.path("text").path("text").asText())
                        .hasSizeLessThan(3_000)
                        .matches("(?s)(&amp;|[^&])*");
            }
        }
    }

    @Test
    void its_address_may_be_the_secret() {
        var secrets = new Secrets(List.of("https://hooks.slack.com/services/T0/B0/sesame"));

        Request request =
                new Slack(Optional.empty()).tell(Told.of(RAISED), secrets, NINE).orElseThrow();

        assertThat(request.address()).hasToString("https://hooks.slack.com/services/T0/B0/sesame");
        assertThat(request.toString()).doesNotContain("sesame");
    }

    @Test
    void a_secret_that_is_no_address_is_not_told() {
        assertThatThrownBy(
                        () -> new Slack(Optional.empty()).tell(Told.of(RAISED), new Secrets(List.of("se same")), NINE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("secret-file")
                .hasMessageNotContaining("se same");
    }
}
