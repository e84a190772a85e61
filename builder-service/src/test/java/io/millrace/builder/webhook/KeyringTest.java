package io.millrace.builder.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.builder.WebhooksConfig;
import io.millrace.builder.dialect.DeliveryRefused;
import io.millrace.builder.dialect.Dialect;
import io.millrace.builder.dialect.Refusal;
import io.millrace.builder.dialect.Sent;
import io.millrace.events.ModelName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class KeyringTest {
    private static final Dialect GITHUB = Dialect.all().getFirst();
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
    private static final String OLD = "the old secret of github";
    private static final String NEW = "the new secret of github";
    private static final ModelName DIGITS = new ModelName("digits");
    private static final ModelName LETTERS = new ModelName("letters");

    @TempDir
    Path folder;

    @Test
    void takes_several_secrets_while_one_follows_the_other() {
        WebhooksConfig config = Configured.digits("github.secrets", OLD + "," + NEW);

        assertThat(opened(config, OLD)).containsExactly(DIGITS);
        assertThat(opened(config, NEW)).containsExactly(DIGITS);
        assertThat(refusal(config, "another secret of github")).isEqualTo(Refusal.BAD_SIGNATURE);
    }

    @Test
    void reads_files_again_so_that_a_change_needs_no_restart() throws IOException {
        Path file = Files.writeString(folder.resolve("github"), OLD + "\n");
        WebhooksConfig config = Configured.digits("github.secrets", "", "github.secret-files", file.toString());
        Keyring keyring = keyring(config);

        Files.writeString(file, "\n  " + NEW + "  \r\n" + OLD);

        assertThat(opened(keyring, NEW)).containsExactly(DIGITS);
        assertThat(opened(keyring, OLD)).containsExactly(DIGITS);
    }

    @Test
    void says_that_it_is_not_the_senders_fault_when_a_file_has_gone() throws IOException {
        Path file = Files.writeString(folder.resolve("github"), OLD);
        Keyring keyring = keyring(Configured.digits("github.secrets", "", "github.secret-files", file.toString()));

        Files.delete(file);

        assertThat(catchThrowableOfType(DeliveryRefused.class, () -> opened(keyring, OLD))
                        .refusal())
                .isEqualTo(Refusal.UNAVAILABLE);
    }

    @Test
    void does_not_let_who_knows_the_secret_of_one_repository_speak_for_another() {
        WebhooksConfig config = Configured.digits(
                "github.secrets", OLD,
                "models.digits.secrets", NEW,
                "models.letters.host", "github",
                "models.letters.repository", "acme/letters",
                "models.letters.url", "https://github.com/acme/letters.git");

        assertThat(opened(config, NEW)).containsExactly(DIGITS);
        assertThat(opened(config, OLD)).containsExactly(LETTERS);
    }

    @Test
    void does_not_let_a_secret_of_one_host_speak_for_another() {
        WebhooksConfig config = Configured.digits("github.secrets", OLD, "gitea.secrets", NEW);

        assertThat(refusal(config, NEW)).isEqualTo(Refusal.BAD_SIGNATURE);
    }

    @Test
    void refuses_all_where_there_is_no_secret() {
        WebhooksConfig config = Configured.digits("github.secrets", "", "gitea.secrets", NEW);

        var refused = catchThrowableOfType(
                DeliveryRefused.class, () -> keyring(config).requireSome(GITHUB));

        assertThat(refused.refusal()).isEqualTo(Refusal.NOT_CONFIGURED);
        assertThat(refused.remedy()).contains("millrace.webhooks.github.secret-files");
        assertThat(refusal(config, "")).isEqualTo(Refusal.BAD_SIGNATURE);
    }

    @Test
    void has_a_place_for_the_secrets_of_every_host() {
        for (Dialect dialect : Dialect.all()) {
            Keyring keyring = keyring(Configured.with(dialect.name() + ".secrets", "whsec_" + "QUFB".repeat(8)));

            assertThatCode(() -> keyring.requireSome(dialect)).doesNotThrowAnyException();
        }
    }

    @Test
    void does_not_start_with_secrets_that_are_none_and_does_not_tell_them() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        Path notText = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});

        for (WebhooksConfig config : List.of(
                Configured.digits("github.secrets", "hunter2"),
                Configured.digits(
                        "github.secret-files", folder.resolve("missing").toString()),
                Configured.digits("github.secrets", "", "github.secret-files", empty.toString()),
                Configured.digits("github.secrets", "", "github.secret-files", notText.toString()),
                Configured.digits("models.digits.secrets", "whsec_hunter2"))) {
            assertThatThrownBy(() -> keyring(config))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the secrets of github")
                    .hasMessageNotContaining("hunter2");
        }
    }

    private static Refusal refusal(WebhooksConfig config, String secret) {
        return catchThrowableOfType(DeliveryRefused.class, () -> opened(config, secret))
                .refusal();
    }

    private static Set<ModelName> opened(WebhooksConfig config, String secret) {
        return opened(keyring(config), secret);
    }

    private static Set<ModelName> opened(Keyring keyring, String secret) {
        String hmac = secret.isEmpty() ? "" : Sent.hex(secret, BODY);
        var sent = new Sent(Map.of("X-GitHub-Event", "push", "X-Hub-Signature-256", "sha256=" + hmac), BODY);
        return keyring.opened(GITHUB, GITHUB.proofs(sent), BODY, Instant.EPOCH, Duration.ofMinutes(5));
    }

    private static Keyring keyring(WebhooksConfig config) {
        return Keyring.of(
                config,
                config.models().entrySet().stream()
                        .map(model -> Subscription.of(model.getKey(), model.getValue(), Configured.URLS))
                        .toList());
    }
}
