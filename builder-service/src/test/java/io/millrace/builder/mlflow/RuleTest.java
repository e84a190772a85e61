package io.millrace.builder.mlflow;

import static io.millrace.builder.mlflow.Given.CHURN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.builder.Settings;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RuleTest {
    private static final ModelVersion SEVEN = new ModelVersion(7, 42, true, Optional.empty(), Map.of(), List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {"created", "alias=champion", "tag=stage", "tag=stage=production", "tag=stage=", "tag=a=b=c"})
    void waits_for_what_it_says(String on) {
        assertThat(rule("on", on).trigger()).hasToString(on);
    }

    @ParameterizedTest
    @ValueSource(strings = {"updated", "created=now", "alias", "alias=", "alias=a=b", "tag", "tag=", "tag==x"})
    void waits_for_nothing_else(String on) {
        assertThatThrownBy(() -> rule("on", on))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("millrace.mlflow.models.churn: on is '" + on + "'; it is created, alias=<name>");
    }

    @ParameterizedTest
    @CsvSource({
        "url, ftp://example.org/x, has a scheme that is not open here",
        "path, ../x, path",
        "registered-model, it's \"it\", both kinds of quotes"
    })
    void does_not_start_on_what_cannot_work(String key, String value, String why) {
        assertThatThrownBy(() -> rule(key, value))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("millrace.mlflow.models.churn")
                .hasMessageContaining(why);
    }

    @Test
    void is_the_same_for_the_same_versions_of_the_same_model() {
        String id = rule().idOf(SEVEN).toString();

        assertThat(rule("url", "https://elsewhere.example/x.git", "path", "y", "commit-tag", "sha")
                        .idOf(SEVEN))
                .hasToString(id);
        assertThat(rule("on", "alias=champion").idOf(SEVEN)).doesNotHaveToString(id);
        assertThat(rule("registered-model", "another").idOf(SEVEN)).doesNotHaveToString(id);
        assertThat(VersionId.parse(id)).contains(rule().idOf(SEVEN));
        assertThat(VersionId.parse("build-4711")).isEmpty();
    }

    @Test
    void needs_an_address_to_ask() {
        var config = Settings.mlflow(Map.of(
                "millrace.mlflow.models.churn.registered-model",
                CHURN,
                "millrace.mlflow.models.churn.url",
                "https://git.example.org/acme/churn.git"));

        assertThatThrownBy(() -> MlflowBeans.address(config, List.of(rule())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("millrace.mlflow.url is not");
        assertThat(MlflowBeans.address(Given.config("url", "https://mlflow.example.org/ml/"), List.of(rule())))
                .contains(URI.create("https://mlflow.example.org/ml"));
        assertThat(MlflowBeans.address(Given.config(), List.of())).isEmpty();
    }

    @Test
    void sends_no_token_without_encryption() {
        var config = Given.config("token-file", "/run/secrets/mlflow");

        assertThatThrownBy(() -> Login.of(config, URI.create("http://mlflow.example.org")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use https");
        assertThat(Login.of(config, URI.create("http://127.0.0.1:5000")).tokenFile())
                .isPresent();
        assertThat(Login.of(Given.config(), URI.create("http://mlflow.example.org"))
                        .tokenFile())
                .isEmpty();
        assertThatThrownBy(() -> Login.of(
                        Given.config("token-file", "/a", "password-file", "/b"),
                        URI.create("https://mlflow.example.org")))
                .hasMessageContaining("both set");
    }

    private static Rule rule(String... more) {
        String[] keys = more.clone();
        for (int i = 0; i < keys.length; i += 2) {
            keys[i] = "models.churn." + keys[i];
        }
        return Given.rules(keys).getFirst();
    }
}
