package io.millrace.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigValidationException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What an operator may set. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DeployerConfigTest {

    @Test
    void defaults() {
        DeployerConfig config = Configured.with(Map.of());

        assertThat(config.publicUrl()).isEqualTo(URI.create("http://127.0.0.1:8084"));
        assertThat(config.retries()).isEqualTo(2);
        assertThat(config.drain()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.readyWithin()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.restart().firstDelay()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.restart().maxDelay()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.endpoint().connections()).isEqualTo(256);
        assertThat(config.endpoint().waiting()).isEqualTo(1024);
        assertThat(config.endpoint().retryAfter()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void every_key() {
        DeployerConfig config = Configured.with(Map.of(
                "deployer.public-url", "https://models.example.org",
                "deployer.retries", "0",
                "deployer.drain", "PT1M",
                "deployer.ready-within", "PT0S",
                "deployer.restart.first-delay", "PT2S",
                "deployer.restart.max-delay", "PT3S",
                "deployer.endpoint.connections", "4",
                "deployer.endpoint.waiting", "5",
                "deployer.endpoint.retry-after", "PT6S"));

        assertThat(config.publicUrl()).isEqualTo(URI.create("https://models.example.org"));
        assertThat(config.retries()).isZero();
        assertThat(config.drain()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.readyWithin()).isZero();
        assertThat(config.restart().firstDelay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.restart().maxDelay()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.endpoint().connections()).isEqualTo(4);
        assertThat(config.endpoint().waiting()).isEqualTo(5);
        assertThat(config.endpoint().retryAfter()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void refuses_to_start_on_a_misspelt_key() {
        Map<String, String> misspelt = new HashMap<>(Map.of("deployer.dran", "PT1M"));

        assertThatThrownBy(() -> Configured.with(misspelt))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("deployer.dran");
    }
}
