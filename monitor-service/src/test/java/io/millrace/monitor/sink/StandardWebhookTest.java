package io.millrace.monitor.sink;

import static io.millrace.monitor.view.Trip.GATE_MISSED;
import static io.millrace.monitor.view.Trip.NINE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.events.Decoded;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.Stage;
import io.millrace.events.Topic;
import io.millrace.monitor.view.Trip;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class StandardWebhookTest {
    /** With its signature below, the example of the specification. */
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final String OTHER = "whsec_NfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Envelope RAISED = Trip.of("digits", 1).raised(Stage.EVALUATE, GATE_MISSED, 1);

    private final StandardWebhook webhook = new StandardWebhook(URI.create("https://ops.example/hook"));

    private Request tell(Envelope envelope, String... secrets) {
        return webhook.tell(Told.of(envelope), new Secrets(List.of(secrets)), NINE)
                .orElseThrow();
    }

    @Test
    void signs_as_the_specification_describes_it() {
        byte[] body = "{\"test\": 2432232314}".getBytes(UTF_8);

        assertThat(StandardWebhook.signature(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void sends_the_event_as_it_is() {
        Request request = tell(RAISED, SECRET);

        assertThat(new EventCodec(Topic.DEFAULT_PREFIX).fromJson(new String(request.body(), UTF_8)))
                .isEqualTo(new Decoded.Event(RAISED));
        assertThat(request.headers())
                .containsEntry("content-type", "application/cloudevents+json")
                .containsEntry("webhook-id", RAISED.id())
                .containsEntry("webhook-timestamp", Long.toString(NINE.getEpochSecond()))
                .containsEntry(
                        "webhook-signature",
                        StandardWebhook.signature(
                                SECRET, RAISED.id(), Long.toString(NINE.getEpochSecond()), request.body()));
    }

    @Test
    void signs_with_the_old_secret_and_the_new_while_one_follows_the_other() {
        assertThat(tell(RAISED, SECRET, OTHER).headers().get("webhook-signature"))
                .isEqualTo(tell(RAISED, SECRET).headers().get("webhook-signature")
                        + " "
                        + tell(RAISED, OTHER).headers().get("webhook-signature"));
    }

    @Test
    void an_id_that_no_header_can_hold_becomes_one_that_is_the_same_each_time() {
        Envelope foreign = Envelope.first("ümlaut.1\u2028", URI.create("/upstream"), NINE, RAISED.event());

        String id = tell(foreign, SECRET).headers().get("webhook-id");

        assertThat(id)
                .matches("[A-Za-z0-9-]{36}")
                .isEqualTo(tell(foreign, SECRET).headers().get("webhook-id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"correct horse battery staple", "whsec_QUFB", "whsec_not*base64*not*base64*"})
    void refuses_a_secret_that_is_no_key_and_does_not_tell_it(String secret) {
        assertThatThrownBy(() -> tell(RAISED, secret))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("secret-file")
                .hasMessageNotContaining(secret)
                .hasNoCause();
    }

    @Test
    void refuses_to_go_unsigned() {
        assertThatThrownBy(() -> tell(RAISED)).hasMessageContaining("the secret-file is empty");
    }
}
