package io.millrace.builder.webhook;

import io.millrace.builder.dialect.Sent;
import java.util.Map;

/** What GitHub sends, signed with {@link Configured#SECRET}. */
final class GitHubPush {
    private GitHubPush() {}

    static Sent push() {
        return signed("push", Sent.example("github-push"));
    }

    static Sent signed(String event, byte[] body) {
        return new Sent(
                Map.of(
                        "Content-Type",
                        "application/json",
                        "X-GitHub-Event",
                        event,
                        "X-GitHub-Delivery",
                        "72d3162e-cc78-11e3-81ab-4c9367dc0958",
                        "X-Hub-Signature-256",
                        "sha256=" + Sent.hex(Configured.SECRET, body)),
                body);
    }
}
