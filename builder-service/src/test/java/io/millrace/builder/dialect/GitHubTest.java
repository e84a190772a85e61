package io.millrace.builder.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubTest extends DialectContract {
    private static final String BEFORE = "9049f1265b7d61be4a8904a9a27120d2064dab3b";
    private static final String AFTER = "0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c";

    GitHubTest() {
        super("github");
    }

    @Override
    Sent push(byte[] body, String secret) {
        return new Sent(
                Map.of(
                        "Content-Type", "application/json",
                        "X-GitHub-Event", "push",
                        "X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958",
                        "X-GitHub-Hook-ID", "292430182",
                        "X-Hub-Signature", "sha1=7d38cdd689735b008b3c702edd92eea23791c5f6",
                        "X-Hub-Signature-256", "sha256=" + Sent.hex(secret, body)),
                body);
    }

    @Override
    String secret() {
        return "It's a Secret to Everybody";
    }

    @Override
    String otherSecret() {
        return "It's a Secret to Nobody at all";
    }

    @Override
    List<String> signatureHeaders() {
        return List.of("X-Hub-Signature-256");
    }

    @Override
    byte[] example() {
        return Sent.example("github-push");
    }

    @Test
    void knows_the_signature_that_GitHub_describes() {
        byte[] body = "Hello, World!".getBytes(StandardCharsets.UTF_8);
        Sent described = push(body, secret())
                .with("X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");

        assertThat(proved(described, secret())).isTrue();
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
                        Optional.of(
                                Set.of("models/digits/schedule.py", "models/digits/train.py", "docs/Übersicht.md"))));
    }

    @Test
    void reads_an_annotated_tag_and_the_commit_that_it_names() {
        Push tag = pushes(Sent.example("github-tag")).getFirst();

        assertThat(tag.tag()).contains("v1.2.0");
        assertThat(tag.after()).isEqualTo("b4ae2c4f4c3d0f0a44d3a1a9ad0e2c7f0f7f3c55");
        assertThat(tag.commit()).isEqualTo(AFTER);
        assertThat(tag.changed()).isEmpty();
    }

    @Test
    void reads_that_a_branch_was_deleted() {
        assertThat(pushes(Sent.example("github-deleted")).getFirst().isDeletion())
                .isTrue();
    }

    @Test
    void does_not_take_the_commits_of_a_rewritten_branch_for_all_that_changed() {
        assertThat(pushes(exampleText().replace("\"forced\": false", "\"forced\": true"))
                        .getFirst()
                        .changed())
                .isEmpty();
    }

    @Test
    void does_not_take_the_commits_of_a_new_branch_for_all_that_changed() {
        assertThat(pushes(exampleText().replace(BEFORE, "0".repeat(40)))
                        .getFirst()
                        .changed())
                .isEmpty();
    }

    @Test
    void does_not_take_as_many_commits_as_are_ever_told_for_all() {
        String commit = "{\"id\": \"" + AFTER + "\", \"added\": [], \"removed\": [], \"modified\": [\"a\"]},";
        String many = exampleText().replace("\"commits\": [", "\"commits\": [" + commit.repeat(2046));

        assertThat(pushes(many).getFirst().changed()).isEmpty();
    }

    @Test
    void knows_a_ping() {
        Sent ping = push("{\"zen\": \"Keep it logically awesome.\"}".getBytes(StandardCharsets.UTF_8), secret())
                .with("X-GitHub-Event", "ping");

        assertThat(dialect.read(ping, ping.body())).isEqualTo(new Message.Ping());
    }

    @Test
    void passes_over_other_events_without_reading_them() {
        Sent issue = push("{}".getBytes(StandardCharsets.UTF_8), secret()).with("X-GitHub-Event", "issues");

        assertThat(dialect.read(issue, issue.body())).isEqualTo(new Message.Other("issues"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Gitea-Event", "X-Forgejo-Event", "X-Gogs-Event"})
    void refuses_those_who_send_its_headers_too(String header) {
        assertThat(refusal(push().with(header, "push"))).isEqualTo(Refusal.OTHER_SENDER);
    }

    @Test
    void refuses_what_does_not_name_an_event() {
        assertThat(refusal(push().without("X-GitHub-Event"))).isEqualTo(Refusal.OTHER_SENDER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha1=7d38cdd689735b008b3c702edd92eea23791c5f6", "sha256=xyz", "sha256=abc", "757107ea"})
    void refuses_a_signature_of_another_form(String signature) {
        assertThat(refusal(push().with("X-Hub-Signature-256", signature))).isEqualTo(Refusal.BAD_SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256=", "sha256=75"})
    void does_not_know_a_signature_that_is_too_short(String signature) {
        assertThat(proved(push().with("X-Hub-Signature-256", signature), secret()))
                .isFalse();
    }

    @Test
    void takes_a_secret_that_looks_like_a_signing_key_as_it_is_written() {
        String secret = "whsec_" + "QUFB".repeat(8);

        assertThat(proved(push(example(), secret), secret)).isTrue();
    }
}
