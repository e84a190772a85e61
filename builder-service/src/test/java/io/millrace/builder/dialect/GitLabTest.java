package io.millrace.builder.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GitLabTest extends DialectContract {
    private static final String BEFORE = "95790bf891e76fee5e1747ab589903a6a1f80f22";
    private static final String AFTER = "da1560886d4f094c3e6c9ef40349f7d38b5d27d7";
    private static final String ID = "f5e5f430-f57b-4e6e-9fac-d9128cd7232f";
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final String TOKEN = "glwt-0123456789abcdef";

    GitLabTest() {
        super("gitlab");
    }

    @Override
    Sent push(byte[] body, String secret) {
        return signed(body, secret, Long.toString(NOON.getEpochSecond()));
    }

    private static Sent signed(byte[] body, String secret, String timestamp) {
        return new Sent(
                Map.of(
                        "Content-Type",
                        "application/json",
                        "X-Gitlab-Event",
                        "Push Hook",
                        "X-Gitlab-Instance",
                        "https://gitlab.example.org",
                        "Idempotency-Key",
                        ID,
                        "webhook-id",
                        ID,
                        "webhook-timestamp",
                        timestamp,
                        "webhook-signature",
                        Sent.v1(secret, ID, timestamp, body)),
                body);
    }

    private Sent withToken(String token) {
        return new Sent(
                Map.of(
                        "Content-Type",
                        "application/json",
                        "X-Gitlab-Event",
                        "Push Hook",
                        "X-Gitlab-Token",
                        token,
                        "Idempotency-Key",
                        ID),
                example());
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
        return List.of("webhook-signature");
    }

    @Override
    byte[] example() {
        return Sent.example("gitlab-push");
    }

    @Test
    void needs_all_that_is_signed() {
        assertThat(refusal(push().without("webhook-id"))).isEqualTo(Refusal.UNSIGNED);
        assertThat(refusal(push().without("webhook-timestamp"))).isEqualTo(Refusal.UNSIGNED);
    }

    @Test
    void does_not_know_what_was_given_another_id_or_time() {
        assertThat(proved(push().with("webhook-id", "another"), secret())).isFalse();
        assertThat(proved(push().with("webhook-timestamp", "1"), secret())).isFalse();
    }

    @Test
    void refuses_what_was_signed_long_ago_or_in_the_future() {
        for (long away : new long[] {-301, 301}) {
            var proof = dialect.proofs(signed(example(), secret(), Long.toString(NOON.getEpochSecond() + away)))
                    .getFirst();

            var refused = catchThrowableOfType(DeliveryRefused.class, () -> proof.requireFresh(NOON, TOLERANCE));

            assertThat(refused.refusal()).isEqualTo(Refusal.STALE);
        }
    }

    @Test
    void takes_what_was_signed_a_little_while_ago() {
        var proof = dialect.proofs(signed(example(), secret(), Long.toString(NOON.getEpochSecond() - 300)))
                .getFirst();

        assertThatCode(() -> proof.requireFresh(NOON, TOLERANCE)).doesNotThrowAnyException();
    }

    @Test
    void knows_its_token() {
        assertThat(proved(withToken(TOKEN), TOKEN)).isTrue();
        assertThat(proved(withToken(TOKEN), TOKEN + "0")).isFalse();
        assertThat(proved(withToken(TOKEN + "0"), TOKEN)).isFalse();
    }

    @Test
    void does_not_take_a_signing_key_for_a_token() {
        assertThat(proved(withToken(secret()), secret())).isFalse();
    }

    @Test
    void takes_either_of_token_and_signature_while_one_follows_the_other() {
        Sent both = push().with("X-Gitlab-Token", TOKEN);

        assertThat(proved(both, TOKEN)).isTrue();
        assertThat(proved(both, secret())).isTrue();
    }

    @Test
    void reads_a_push() {
        assertThat(pushes(example()))
                .containsExactly(new Push(
                        "acme/vision/digits",
                        "refs/heads/main",
                        BEFORE,
                        AFTER,
                        AFTER,
                        Optional.of(Set.of("models/digits/schedule.py", "models/digits/train.py"))));
    }

    @Test
    void reads_a_tag_and_the_commit_that_it_names() {
        byte[] body = Sent.example("gitlab-tag");
        Sent sent = push(body, secret()).with("X-Gitlab-Event", "Tag Push Hook");

        Push tag = ((Message.Pushed) dialect.read(sent, body)).pushes().getFirst();

        assertThat(tag.tag()).contains("v1.2.0");
        assertThat(tag.commit()).isEqualTo(AFTER);
    }

    @Test
    void reads_a_deletion_which_has_no_commit() {
        String deletion = exampleText()
                .replace("\"checkout_sha\": \"" + AFTER + "\"", "\"checkout_sha\": null")
                .replace("\"after\": \"" + AFTER + "\"", "\"after\": \"" + "0".repeat(40) + "\"");

        assertThat(pushes(deletion).getFirst().isDeletion()).isTrue();
    }

    @Test
    void does_not_take_the_first_20_commits_for_all_that_changed() {
        assertThat(pushes(exampleText().replace("\"total_commits_count\": 1", "\"total_commits_count\": 21"))
                        .getFirst()
                        .changed())
                .isEmpty();
    }

    @Test
    void passes_over_other_events() {
        Sent pipeline = push("{}".getBytes(StandardCharsets.UTF_8), secret()).with("X-Gitlab-Event", "Pipeline Hook");

        assertThat(dialect.read(pipeline, pipeline.body())).isEqualTo(new Message.Other("Pipeline Hook"));
    }

    @Test
    void refuses_what_does_not_name_an_event() {
        assertThat(refusal(push().without("X-Gitlab-Event"))).isEqualTo(Refusal.OTHER_SENDER);
    }
}
