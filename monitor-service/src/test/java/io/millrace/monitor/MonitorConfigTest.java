package io.millrace.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.events.Stage;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MonitorConfigTest {

    @Test
    void has_defaults_for_everything() {
        MonitorConfig config = read(Map.of());

        assertThat(config.keep().runs()).isEqualTo(10_000);
        assertThat(config.keep().alerts()).isEqualTo(10_000);
        assertThat(config.keep().points()).isEqualTo(200_000);
        assertThat(config.ready().maxLag()).isEqualTo(10_000);
        assertThat(config.ready().maxSilence()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.audit().every()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.audit().silence()).isEqualTo(Duration.ofHours(25));
        assertThat(config.dashboard().tokenFile()).isEmpty();
        assertThat(config.dashboard().listeners()).isEqualTo(32);
        assertThat(config.publicUrl()).isEmpty();
        assertThat(config.sinks()).isEmpty();
    }

    @Test
    void reads_every_key() {
        MonitorConfig config = read(Map.of(
                "monitor.keep.runs", "1",
                "monitor.keep.alerts", "2",
                "monitor.keep.points", "3",
                "monitor.ready.max-lag", "4",
                "monitor.ready.max-silence", "PT5S",
                "monitor.audit.every", "PT6S",
                "monitor.audit.silence", "PT7S",
                "monitor.dashboard.token-file", "/run/secrets/token",
                "monitor.dashboard.listeners", "8"));

        assertThat(config.keep().runs()).isEqualTo(1);
        assertThat(config.keep().alerts()).isEqualTo(2);
        assertThat(config.keep().points()).isEqualTo(3);
        assertThat(config.ready().maxLag()).isEqualTo(4);
        assertThat(config.ready().maxSilence()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.audit().every()).isEqualTo(Duration.ofSeconds(6));
        assertThat(config.audit().silence()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.dashboard().tokenFile()).contains(Path.of("/run/secrets/token"));
        assertThat(config.dashboard().listeners()).isEqualTo(8);
    }

    @Test
    void reads_every_key_of_sinks() {
        MonitorConfig config = read(Map.of(
                "monitor.public-url", "https://millrace.example",
                "monitor.sinks.on-call.type", "alertmanager",
                "monitor.sinks.on-call.url", "http://alerts.example:9093",
                "monitor.sinks.on-call.secret-file", "/etc/millrace/on-call.secret",
                "monitor.sinks.on-call.models", "fraud-*,digits",
                "monitor.sinks.on-call.stages", "train,deploy",
                "monitor.sinks.on-call.repeat", "PT30S",
                "monitor.sinks.chat.type", "slack"));

        MonitorConfig.Sink onCall = config.sinks().get("on-call");
        assertThat(config.publicUrl()).contains(URI.create("https://millrace.example"));
        assertThat(onCall.type()).isEqualTo(MonitorConfig.Sink.Type.ALERTMANAGER);
        assertThat(onCall.url()).contains(URI.create("http://alerts.example:9093"));
        assertThat(onCall.secretFile()).contains(Path.of("/etc/millrace/on-call.secret"));
        assertThat(onCall.models()).contains(List.of("fraud-*", "digits"));
        assertThat(onCall.stages()).contains(List.of(Stage.TRAIN, Stage.DEPLOY));
        assertThat(onCall.repeat()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.sinks().get("chat").repeat()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void refuses_a_misspelt_key() {
        assertThatThrownBy(() -> read(Map.of("monitor.keep.run", "1")))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("monitor.keep.run");
    }

    private static MonitorConfig read(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withMapping(MonitorConfig.class)
                .build()
                .getConfigMapping(MonitorConfig.class);
    }
}
