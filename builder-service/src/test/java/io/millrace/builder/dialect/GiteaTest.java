package io.millrace.builder.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GiteaTest extends DialectContract {
    private static final String BEFORE = "28e1879d029cb852e4844d9c718537df08844e03";
    private static final String AFTER = "bffeb74224043ba2feb48d137756c8a9331c449a";
    private static final String DELIVERY = "f6266f16-1bf3-46a5-9ea4-602e06ead473";

    GiteaTest() {
        super("gitea");
    }

    @Override
    Sent push(byte[] body, String secret) {
        String hmac = Sent.hex(secret, body);
        return new Sent(
                Map.ofEntries(
                        Map.entry("Content-Type", "application/json"),
                        Map.entry("X-GitHub-Delivery", DELIVERY),
                        Map.entry("X-GitHub-Event", "push"),
                        Map.entry("X-GitHub-Event-Type", "push"),
                        Map.entry("X-Gitea-Delivery", DELIVERY),
                        Map.entry("X-Gitea-Event", "push"),
                        Map.entry("X-Gitea-Event-Type", "push"),
                        Map.entry("X-Gitea-Signature", hmac),
                        Map.entry("X-Gogs-Delivery", DELIVERY),
                        Map.entry("X-Gogs-Event", "push"),
                        Map.entry("X-Gogs-Signature", hmac),
                        Map.entry("X-Hub-Signature", "sha1=a84d88e7554fc1fa21bcbc4efae3c782a70d2b9d"),
                        Map.entry("X-Hub-Signature-256", "sha256=" + hmac)),
                body);
    }

    @Override
    String secret() {
        return "3gEsCfjlV2ugRwgpU#w1*WaW*wa4NXgGmpCfkbG3";
    }

    @Override
    String otherSecret() {
        return "4gEsCfjlV2ugRwgpU#w1*WaW*wa4NXgGmpCfkbG3";
    }

    @Override
    List<String> signatureHeaders() {
        return List.of("X-Gitea-Signature");
    }

    @Override
    byte[] example() {
        return Sent.example("gitea-push");
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
                        Optional.of(Set.of("models/digits/train.py"))));
    }

    @Test
    void does_not_take_the_first_commits_for_all_that_changed() {
        assertThat(pushes(exampleText().replace("\"total_commits\": 1", "\"total_commits\": 9"))
                        .getFirst()
                        .changed())
                .isEmpty();
    }

    @Test
    void does_not_guess_how_many_commits_there_are() {
        assertThat(pushes(exampleText().replace("\"total_commits\": 1,", ""))
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
    void reads_a_deletion_without_commits() {
        String deletion = "{\"ref\": \"refs/heads/old\", \"before\": \"" + BEFORE + "\", \"after\": \"" + "0".repeat(40)
                + "\", \"commits\": null, \"head_commit\": null, \"repository\": {\"full_name\": \"acme/digits\"}}";

        assertThat(pushes(deletion).getFirst().isDeletion()).isTrue();
    }

    @Test
    void passes_over_other_events() {
        Sent release = push("{}".getBytes(StandardCharsets.UTF_8), secret()).with("X-Gitea-Event", "release");

        assertThat(dialect.read(release, release.body())).isEqualTo(new Message.Other("release"));
    }

    @Test
    void refuses_GitHub() {
        assertThat(refusal(push().without("X-Gitea-Event"))).isEqualTo(Refusal.OTHER_SENDER);
    }

    @Test
    void counts_on_its_own_signature_alone() {
        assertThat(proved(push().with("X-Gitea-Signature", "00".repeat(32)), secret()))
                .isFalse();
    }

    @Test
    void is_what_its_headers_say_to_GitHubs_address() {
        Dialect gitHub = Dialect.all().getFirst();

        var refused = catchThrowableOfType(DeliveryRefused.class, () -> gitHub.proofs(push()));

        assertThat(refused.refusal()).isEqualTo(Refusal.OTHER_SENDER);
        assertThat(refused.remedy()).contains("gitea instead of github");
    }
}
