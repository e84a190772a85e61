package io.millrace.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigValidationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WebhooksConfigTest {

    @Test
    void defaults() {
        WebhooksConfig config = Settings.webhooks(Map.of());

        assertThat(config.models()).isEmpty();
        assertThat(config.github().secrets()).isEmpty();
        assertThat(config.github().secretFiles()).isEmpty();
        assertThat(config.maxBodyBytes()).isEqualTo(10L << 20);
        assertThat(config.receiveWithin()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.acknowledgeWithin()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.tolerance()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void every_key() {
        WebhooksConfig config = Settings.webhooks(Map.ofEntries(
                Map.entry("millrace.webhooks.github.secrets", "one,two\\,three"),
                Map.entry("millrace.webhooks.gitlab.secret-files", "/secrets/gitlab,/secrets/gitlab.next"),
                Map.entry("millrace.webhooks.gitea.secrets", "gitea"),
                Map.entry("millrace.webhooks.bitbucket.secrets", "bitbucket"),
                Map.entry("millrace.webhooks.bitbucket-dc.secrets", "bitbucket-dc"),
                Map.entry("millrace.webhooks.standard.secrets", "standard"),
                Map.entry("millrace.webhooks.max-body-bytes", "1"),
                Map.entry("millrace.webhooks.receive-within", "PT2S"),
                Map.entry("millrace.webhooks.acknowledge-within", "PT3S"),
                Map.entry("millrace.webhooks.tolerance", "PT4S"),
                Map.entry("millrace.webhooks.models.digits-two.host", "github"),
                Map.entry("millrace.webhooks.models.digits-two.repository", "acme/digits"),
                Map.entry("millrace.webhooks.models.digits-two.url", "https://github.com/acme/digits.git"),
                Map.entry("millrace.webhooks.models.digits-two.path", "models/digits"),
                Map.entry("millrace.webhooks.models.digits-two.branches", "main,release/**"),
                Map.entry("millrace.webhooks.models.digits-two.tags", "v*"),
                Map.entry("millrace.webhooks.models.digits-two.paths", "models/**,lib/**"),
                Map.entry("millrace.webhooks.models.digits-two.secrets", "own"),
                Map.entry("millrace.webhooks.models.digits-two.secret-files", "/secrets/digits")));

        assertThat(config.github().secrets()).contains(List.of("one", "two,three"));
        assertThat(config.gitlab().secretFiles())
                .contains(List.of(Path.of("/secrets/gitlab"), Path.of("/secrets/gitlab.next")));
        assertThat(config.gitea().secrets()).contains(List.of("gitea"));
        assertThat(config.bitbucket().secrets()).contains(List.of("bitbucket"));
        assertThat(config.bitbucketDc().secrets()).contains(List.of("bitbucket-dc"));
        assertThat(config.standard().secrets()).contains(List.of("standard"));
        assertThat(config.maxBodyBytes()).isEqualTo(1);
        assertThat(config.receiveWithin()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.acknowledgeWithin()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.tolerance()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.models()).hasEntrySatisfying("digits-two", model -> {
            assertThat(model.host()).isEqualTo("github");
            assertThat(model.repository()).isEqualTo("acme/digits");
            assertThat(model.url()).isEqualTo("https://github.com/acme/digits.git");
            assertThat(model.path()).contains("models/digits");
            assertThat(model.branches()).contains(List.of("main", "release/**"));
            assertThat(model.tags()).contains(List.of("v*"));
            assertThat(model.paths()).contains(List.of("models/**", "lib/**"));
            assertThat(model.secrets()).contains(List.of("own"));
            assertThat(model.secretFiles()).contains(List.of(Path.of("/secrets/digits")));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "millrace.webhooks.githup.secrets",
                "millrace.webhooks.github.secret",
                "millrace.webhooks.models.digits.branch"
            })
    void does_not_start_on_a_misspelt_key(String key) {
        Map<String, String> otherwiseFine = Map.of(
                "millrace.webhooks.models.digits.host",
                "github",
                "millrace.webhooks.models.digits.repository",
                "acme/digits",
                "millrace.webhooks.models.digits.url",
                "https://github.com/acme/digits.git",
                key,
                "x");

        assertThatThrownBy(() -> Settings.webhooks(otherwiseFine))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining(key);
    }

    @Test
    void does_not_start_with_a_model_of_which_half_is_missing() {
        assertThatThrownBy(() -> Settings.webhooks(Map.of("millrace.webhooks.models.digits.host", "github")))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("millrace.webhooks.models.digits.repository")
                .hasMessageContaining("millrace.webhooks.models.digits.url");
    }
}
