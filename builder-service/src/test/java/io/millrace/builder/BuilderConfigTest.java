package io.millrace.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigValidationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class BuilderConfigTest {

    @Test
    void defaults() {
        BuilderConfig config = Settings.builder(Map.of());

        assertThat(config.retries()).isEqualTo(3);
        assertThat(config.registry()).isEmpty();
        assertThat(config.plainHttpRegistries()).isEmpty();
        assertThat(config.git().allowFile()).isFalse();
        assertThat(config.git().allowHttp()).isFalse();
        assertThat(config.git().allowPrivateHosts()).isFalse();
        assertThat(config.git().timeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.git().silence()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.git().maxBytes()).isEqualTo(2L << 30);
        assertThat(config.git().maxObjectBytes()).isEmpty();
        assertThat(config.git().credentialsFile()).isEmpty();
        assertThat(config.dockerConfig()).isEmpty();
        assertThat(config.git().ssh().key()).isEmpty();
        assertThat(config.git().ssh().knownHosts()).isEmpty();
        assertThat(config.source().maxFiles()).isEqualTo(20_000);
        assertThat(config.source().maxFileBytes()).isEqualTo(1L << 30);
        assertThat(config.source().maxTotalBytes()).isEqualTo(4L << 30);
    }

    @Test
    void every_key() {
        BuilderConfig config = Settings.builder(Map.ofEntries(
                Map.entry("builder.retries", "0"),
                Map.entry("builder.registry", "registry.example.org/models"),
                Map.entry("builder.plain-http-registries", "localhost:5000,other"),
                Map.entry("builder.git.allow-file", "true"),
                Map.entry("builder.git.allow-http", "true"),
                Map.entry("builder.git.allow-private-hosts", "true"),
                Map.entry("builder.git.timeout", "PT1M"),
                Map.entry("builder.git.silence", "PT2S"),
                Map.entry("builder.git.max-bytes", "1"),
                Map.entry("builder.git.max-object-bytes", "5"),
                Map.entry("builder.git.credentials-file", "/keys/git"),
                Map.entry("builder.docker-config", "/keys/config.json"),
                Map.entry("builder.git.ssh.key", "/keys/builder"),
                Map.entry("builder.git.ssh.known-hosts", "/keys/known_hosts"),
                Map.entry("builder.source.max-files", "2"),
                Map.entry("builder.source.max-file-bytes", "3"),
                Map.entry("builder.source.max-total-bytes", "4")));

        assertThat(config.retries()).isZero();
        assertThat(config.registry()).contains("registry.example.org/models");
        assertThat(config.plainHttpRegistries()).contains(List.of("localhost:5000", "other"));
        assertThat(config.git().allowFile()).isTrue();
        assertThat(config.git().allowHttp()).isTrue();
        assertThat(config.git().allowPrivateHosts()).isTrue();
        assertThat(config.git().timeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.git().silence()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.git().maxBytes()).isEqualTo(1);
        assertThat(config.git().maxObjectBytes()).contains(5L);
        assertThat(config.git().credentialsFile()).contains(Path.of("/keys/git"));
        assertThat(config.dockerConfig()).contains(Path.of("/keys/config.json"));
        assertThat(config.git().ssh().key()).contains(Path.of("/keys/builder"));
        assertThat(config.git().ssh().knownHosts()).contains(Path.of("/keys/known_hosts"));
        assertThat(config.source().maxFiles()).isEqualTo(2);
        assertThat(config.source().maxFileBytes()).isEqualTo(3);
        assertThat(config.source().maxTotalBytes()).isEqualTo(4);
    }

    @Test
    void does_not_start_on_a_misspelt_key() {
        assertThatThrownBy(() -> Settings.builder(Map.of("builder.git.allow-files", "true")))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("builder.git.allow-files");
    }

    @Test
    void does_not_guess_where_the_store_is() {
        assertThatThrownBy(() -> Settings.read(HomeConfig.class, Map.of()))
                .isInstanceOfAny(ConfigValidationException.class, NoSuchElementException.class)
                .hasMessageContaining("millrace.home");
    }
}
