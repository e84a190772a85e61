package io.millrace.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigValidationException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MlflowConfigTest {

    @Test
    void defaults() {
        MlflowConfig config = Settings.mlflow(Map.of());

        assertThat(config.url()).isEmpty();
        assertThat(config.tokenFile()).isEmpty();
        assertThat(config.passwordFile()).isEmpty();
        assertThat(config.models()).isEmpty();
        assertThat(config.every()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.answerWithin()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void every_key() {
        MlflowConfig config = Settings.mlflow(Map.of(
                "millrace.mlflow.url", "https://mlflow.example.org",
                "millrace.mlflow.token-file", "/secrets/token",
                "millrace.mlflow.password-file", "/secrets/password",
                "millrace.mlflow.every", "PT5M",
                "millrace.mlflow.answer-within", "PT2S",
                "millrace.mlflow.models.churn-two.registered-model", "churn model",
                "millrace.mlflow.models.churn-two.on", "alias=champion",
                "millrace.mlflow.models.churn-two.url", "https://git.example.org/acme/churn.git",
                "millrace.mlflow.models.churn-two.path", "models/churn",
                "millrace.mlflow.models.churn-two.commit-tag", "sha"));

        assertThat(config.url()).contains(URI.create("https://mlflow.example.org"));
        assertThat(config.tokenFile()).contains(Path.of("/secrets/token"));
        assertThat(config.passwordFile()).contains(Path.of("/secrets/password"));
        assertThat(config.every()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.answerWithin()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.models()).hasEntrySatisfying("churn-two", model -> {
            assertThat(model.registeredModel()).isEqualTo("churn model");
            assertThat(model.on()).isEqualTo("alias=champion");
            assertThat(model.url()).isEqualTo("https://git.example.org/acme/churn.git");
            assertThat(model.path()).contains("models/churn");
            assertThat(model.commitTag()).isEqualTo("sha");
        });
    }

    @Test
    void defaults_of_a_model() {
        MlflowConfig config = Settings.mlflow(Map.of(
                "millrace.mlflow.models.churn.registered-model", "churn",
                "millrace.mlflow.models.churn.url", "https://git.example.org/acme/churn.git"));

        assertThat(config.models()).hasEntrySatisfying("churn", model -> {
            assertThat(model.on()).isEqualTo("created");
            assertThat(model.path()).isEmpty();
            assertThat(model.commitTag()).isEqualTo("git_commit");
        });
    }

    @Test
    void does_not_start_on_a_misspelt_key() {
        assertThatThrownBy(() -> Settings.mlflow(Map.of("millrace.mlflow.token", "x")))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("millrace.mlflow.token");
    }
}
