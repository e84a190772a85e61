package io.millrace.builder.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BitbucketDataCenterTest extends DialectContract {
    private static final String BEFORE = "ecddabb624f6f5ba43816f5926e580a5f680a932";
    private static final String AFTER = "178864a7d521b6f5e720b386b2c2b0ef8563e0dc";

    BitbucketDataCenterTest() {
        super("bitbucket-dc");
    }

    @Override
    Sent push(byte[] body, String secret) {
        return new Sent(
                Map.of(
                        "Content-Type", "application/json; charset=utf-8",
                        "X-Event-Key", "repo:refs_changed",
                        "X-Request-Id", "96efd4cb-05ca-46cd-ac82-3cdf066ea77d",
                        "X-Hub-Signature", "sha256=" + Sent.hex(secret, body)),
                body);
    }

    @Override
    String secret() {
        return "b8db1d572aa87921edddb772fda4c8ac54e9de80";
    }

    @Override
    String otherSecret() {
        return "c8db1d572aa87921edddb772fda4c8ac54e9de80";
    }

    @Override
    List<String> signatureHeaders() {
        return List.of("X-Hub-Signature");
    }

    @Override
    byte[] example() {
        return Sent.example("bitbucket-dc-push");
    }

    @Test
    void reads_all_that_a_push_moved_and_of_no_file_whether_it_changed() {
        assertThat(pushes(example()))
                .containsExactly(
                        new Push("ACME/digits", "refs/heads/main", BEFORE, AFTER, AFTER, Optional.empty()),
                        new Push("ACME/digits", "refs/tags/v1.2.0", "0".repeat(40), AFTER, AFTER, Optional.empty()));
    }

    @Test
    void knows_a_ping() {
        Sent ping = push("{\"test\": true}".getBytes(StandardCharsets.UTF_8), secret())
                .with("X-Event-Key", "diagnostics:ping");

        assertThat(proved(ping, secret())).isTrue();
        assertThat(dialect.read(ping, ping.body())).isEqualTo(new Message.Ping());
    }

    @Test
    void refuses_a_ping_that_is_not_signed() {
        assertThat(refusal(push().with("X-Event-Key", "diagnostics:ping").without("X-Hub-Signature")))
                .isEqualTo(Refusal.UNSIGNED);
    }

    @Test
    void passes_over_other_events() {
        Sent merged = push("{}".getBytes(StandardCharsets.UTF_8), secret()).with("X-Event-Key", "pr:merged");

        assertThat(dialect.read(merged, merged.body())).isEqualTo(new Message.Other("pr:merged"));
    }

    @Test
    void refuses_Cloud() {
        assertThat(refusal(push().with("X-Event-Key", "repo:push"))).isEqualTo(Refusal.OTHER_SENDER);
    }
}
