package io.millrace.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigValidationException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HttpConfigTest {
    private static final Map<String, String> EVERY_KEY = Map.ofEntries(
            Map.entry("builder.http.keys.\"team a\".hash", "one,two"),
            Map.entry("builder.http.keys.\"team a\".models", "digits,churn-*"),
            Map.entry("builder.http.oidc.issuer", "https://idp.example.org"),
            Map.entry("builder.http.oidc.audience", "millrace,millrace-test"),
            Map.entry("builder.http.oidc.jwks-uri", "https://idp.example.org/jwks"),
            Map.entry("builder.http.oidc.claim", "repository"),
            Map.entry("builder.http.oidc.models.\"acme/digits\"", "digits"),
            Map.entry("builder.http.rate.per-minute", "1"),
            Map.entry("builder.http.rate.burst", "2"),
            Map.entry("builder.http.receive-within", "PT3S"),
            Map.entry("builder.http.acknowledge-within", "PT4S"));

    @Test
    void defaults() {
        HttpConfig config = Settings.http(Map.of());

        assertThat(config.keys()).isEmpty();
        assertThat(config.oidc()).isEmpty();
        assertThat(config.rate().perMinute()).isEqualTo(60);
        assertThat(config.rate().burst()).isEqualTo(100);
        assertThat(config.receiveWithin()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.acknowledgeWithin()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void every_key() {
        HttpConfig config = Settings.http(EVERY_KEY);

        assertThat(config.keys()).hasEntrySatisfying("team a", key -> {
            assertThat(key.hash()).containsExactly("one", "two");
            assertThat(key.models()).containsExactly("digits", "churn-*");
        });
        assertThat(config.oidc()).hasValueSatisfying(oidc -> {
            assertThat(oidc.issuer()).isEqualTo("https://idp.example.org");
            assertThat(oidc.audience()).containsExactly("millrace", "millrace-test");
            assertThat(oidc.jwksUri()).isEqualTo(URI.create("https://idp.example.org/jwks"));
            assertThat(oidc.claim()).isEqualTo("repository");
            assertThat(oidc.models()).isEqualTo(Map.of("acme/digits", List.of("digits")));
        });
        assertThat(config.rate().perMinute()).isEqualTo(1);
        assertThat(config.rate().burst()).isEqualTo(2);
        assertThat(config.receiveWithin()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.acknowledgeWithin()).isEqualTo(Duration.ofSeconds(4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "builder.http.key.ci.hash",
                "builder.http.keys.ci.hashes",
                "builder.http.oidc.audiences",
                "builder.http.rate.minute"
            })
    void does_not_start_on_a_misspelt_key(String key) {
        var properties = new HashMap<>(EVERY_KEY);
        properties.put("builder.http.keys.ci.hash", "one");
        properties.put("builder.http.keys.ci.models", "digits");
        properties.put(key, "x");

        assertThatThrownBy(() -> Settings.http(properties))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining(key);
    }

    @Test
    void does_not_start_with_a_key_that_does_not_say_what_it_opens() {
        assertThatThrownBy(() -> Settings.http(Map.of("builder.http.keys.ci.hash", "one")))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("builder.http.keys.ci.models");
    }

    @Test
    void does_not_start_with_half_of_an_issuer() {
        assertThatThrownBy(() -> Settings.http(Map.of("builder.http.oidc.issuer", "https://idp.example.org")))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("builder.http.oidc.audience")
                .hasMessageContaining("builder.http.oidc.jwks-uri");
    }
}
