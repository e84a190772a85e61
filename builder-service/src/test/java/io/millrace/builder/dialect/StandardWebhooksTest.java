package io.millrace.builder.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardWebhooksTest extends DialectContract {
    private static final String BEFORE = "9049f1265b7d61be4a8904a9a27120d2064dab3b";
    private static final String AFTER = "0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c";
    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final String NINE = "1614265330";

    StandardWebhooksTest() {
        super("standard");
    }

    @Override
    Sent push(byte[] body, String secret) {
        return new Sent(
                Map.of(
                        "Content-Type",
                        "application/json",
                        "webhook-id",
                        ID,
                        "webhook-timestamp",
                        NINE,
                        "webhook-signature",
                        Sent.v1(secret, ID, NINE, body)),
                body);
    }

    @Override
    String secret() {
        return "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    }

    @Override
    String otherSecret() {
        return "whsec_NfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    }

    @Override
    List<String> signatureHeaders() {
        return List.of("webhook-id", "webhook-timestamp", "webhook-signature");
    }

    @Override
    byte[] example() {
        return Sent.example("standard-push");
    }

    @Test
    void knows_the_signature_that_the_specification_describes() {
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
        Sent described =
                push(body, secret()).with("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

        assertThat(proved(described, secret())).isTrue();
    }

    @Test
    void knows_one_of_several_signatures_whatever_the_others_are() {
        String right = push().headers().get("webhook-signature");
        Sent several = push().with(
                        "webhook-signature",
                        "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg== v1,AAAA v1,!! "
                                + right);

        assertThat(proved(several, secret())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v1,", "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "v1,not base64", "v1, v1,"})
    void does_not_know_signatures_of_another_form(String signature) {
        assertThat(proved(push().with("webhook-signature", signature), secret()))
                .isFalse();
    }

    @Test
    void does_not_look_at_signatures_without_end() {
        String right = push().headers().get("webhook-signature");

        assertThat(proved(push().with("webhook-signature", "v1,AAAA ".repeat(16) + right), secret()))
                .isFalse();
    }

    @Test
    void does_not_know_what_was_given_another_id_or_time() {
        assertThat(proved(push().with("webhook-id", "another"), secret())).isFalse();
        assertThat(proved(push().with("webhook-timestamp", "1614265331"), secret()))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1614265029", "1614265631", "0", "-1", "soon", "1614265330.0", "99999999999999999"})
    void refuses_another_time_than_now(String timestamp) {
        var proof = dialect.proofs(push().with("webhook-timestamp", timestamp)).getFirst();
        Instant now = Instant.ofEpochSecond(Long.parseLong(NINE));

        var refused = catchThrowableOfType(DeliveryRefused.class, () -> proof.requireFresh(now, Duration.ofMinutes(5)));

        assertThat(refused.refusal()).isEqualTo(Refusal.STALE);
    }

    @Test
    void does_not_know_a_secret_that_is_no_signing_key() {
        assertThat(proved(push(), "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")).isFalse();
    }

    @Test
    void reads_a_push() {
        assertThat(pushes(example()))
                .containsExactly(new Push(
                        "acme/digits",
                        "refs/heads/main",
                        BEFORE,
                        AFTER,
                        AFTER,
                        Optional.of(Set.of("models/digits/train.py", "docs/Übersicht.md"))));
    }

    @Test
    void need_not_be_told_what_changed() {
        String shorter = exampleText().replaceAll(",\\s*\"changed\": \\[[^\\]]*\\]", "");

        assertThat(pushes(shorter).getFirst().changed()).isEmpty();
    }

    @Test
    void knows_a_ping() {
        byte[] ping = "{\"type\": \"ping\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(dialect.read(push(ping, secret()), ping)).isEqualTo(new Message.Ping());
    }

    @Test
    void passes_over_other_types() {
        byte[] other = "{\"type\": \"invoice.paid\", \"data\": {}}".getBytes(StandardCharsets.UTF_8);

        assertThat(dialect.read(push(other, secret()), other)).isEqualTo(new Message.Other("invoice.paid"));
    }

    @Test
    void refuses_GitLab() {
        assertThat(refusal(push().with("X-Gitlab-Event", "Push Hook"))).isEqualTo(Refusal.OTHER_SENDER);
    }
}
