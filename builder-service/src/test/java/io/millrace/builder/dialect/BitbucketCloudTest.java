package io.millrace.builder.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BitbucketCloudTest extends DialectContract {
    private static final String BEFORE = "1e65c05c1d5171631d92438a13901ca7dae9618c";
    private static final String AFTER = "709d658dc5b6d6afcd46049c2f332ee3f515a67d";
    private static final String NOTHING = "0".repeat(40);

    BitbucketCloudTest() {
        super("bitbucket");
    }

    @Override
    Sent push(byte[] body, String secret) {
        return new Sent(
                Map.of(
                        "Content-Type", "application/json",
                        "X-Event-Key", "repo:push",
                        "X-Hook-UUID", "d3e3f9f0-1b0e-4d7e-9d6b-2f8f0a0b4c11",
                        "X-Request-UUID", "4cd8d0a1-2f5b-4a38-8e3a-9e0a0c1d2e3f",
                        "X-Attempt-Number", "1",
                        "X-Hub-Signature", "sha256=" + Sent.hex(secret, body)),
                body);
    }

    @Override
    String secret() {
        return "8f742231b10e8888abcd99yyyzzz85a5";
    }

    @Override
    String otherSecret() {
        return "9f742231b10e8888abcd99yyyzzz85a5";
    }

    @Override
    List<String> signatureHeaders() {
        return List.of("X-Hub-Signature");
    }

    @Override
    byte[] example() {
        return Sent.example("bitbucket-push");
    }

    @Test
    void reads_all_that_a_push_moved_and_of_no_file_whether_it_changed() {
        assertThat(pushes(example()))
                .containsExactly(
                        new Push("acme/digits", "refs/heads/main", BEFORE, AFTER, AFTER, Optional.empty()),
                        new Push("acme/digits", "refs/tags/v1.2.0", NOTHING, AFTER, AFTER, Optional.empty()),
                        new Push(
                                "acme/digits",
                                "refs/heads/feature/warm-up",
                                BEFORE,
                                NOTHING,
                                NOTHING,
                                Optional.empty()));
    }

    @Test
    void does_not_know_a_signature_of_SHA_1_although_its_header_has_the_same_name() {
        assertThat(refusal(push().with("X-Hub-Signature", "sha1=7d38cdd689735b008b3c702edd92eea23791c5f6")))
                .isEqualTo(Refusal.BAD_SIGNATURE);
    }

    @Test
    void passes_over_other_events() {
        Sent fork = push("{}".getBytes(StandardCharsets.UTF_8), secret()).with("X-Event-Key", "repo:fork");

        assertThat(dialect.read(fork, fork.body())).isEqualTo(new Message.Other("repo:fork"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"repo:refs_changed", "diagnostics:ping"})
    void refuses_Data_Center(String event) {
        assertThat(refusal(push().with("X-Event-Key", event))).isEqualTo(Refusal.OTHER_SENDER);
    }

    @Test
    void refuses_what_does_not_name_an_event() {
        assertThat(refusal(push().without("X-Event-Key"))).isEqualTo(Refusal.OTHER_SENDER);
    }
}
