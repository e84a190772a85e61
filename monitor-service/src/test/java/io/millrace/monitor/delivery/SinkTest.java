package io.millrace.monitor.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.monitor.MonitorConfig;
import io.millrace.monitor.sink.Alertmanager;
import io.millrace.monitor.sink.Slack;
import io.millrace.monitor.sink.StandardWebhook;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SinkTest {

    /** @param settings of the sink: {@code key=value}, with blanks between them */
    private static Sink sink(String name, String settings) {
        Map<String, String> properties = new HashMap<>();
        Arrays.stream(settings.split(" "))
                .map(it -> it.split("=", 2))
                .forEach(it -> properties.put("monitor.sinks." + name + "." + it[0], it[1]));
        MonitorConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withMapping(MonitorConfig.class)
                .build()
                .getConfigMapping(MonitorConfig.class);
        return Sink.of(name, config.sinks().get(name), Optional.empty());
    }

    @Test
    void is_an_Alertmanager() {
        assertThat(sink("prod", "type=alertmanager url=http://am.example:9093").dialect())
                .isEqualTo(new Alertmanager(
                        URI.create("http://am.example:9093"), Duration.ofMinutes(1), Optional.empty()));
    }

    @Test
    void is_a_webhook() {
        assertThat(sink("ops", "type=webhook url=https://ops.example/hook secret-file=/etc/secret")
                        .dialect())
                .isEqualTo(new StandardWebhook(URI.create("https://ops.example/hook")));
    }

    @Test
    void is_a_Slack_webhook_whose_address_may_be_its_secret() {
        assertThat(sink("chat", "type=slack secret-file=/etc/secret").dialect()).isEqualTo(new Slack(Optional.empty()));
        assertThat(sink("chat", "type=slack url=https://chat.example/hooks/x").dialect())
                .isEqualTo(new Slack(Optional.of(URI.create("https://chat.example/hooks/x"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ops | type=webhook url=https://ops.example/hook | monitor.sinks.ops.secret-file is missing",
                "ops | type=webhook secret-file=/etc/secret | monitor.sinks.ops.url is missing",
                "ops | type=webhook secret-file=/s url=ftp://ops.example | monitor.sinks.ops.url must start with http://",
                "ops | type=webhook secret-file=/s url=https:///hook | monitor.sinks.ops.url must start with http://",
                "ops | type=slack url=https://me:sesame@ops.example | monitor.sinks.ops.url holds a user's name",
                "chat | type=slack models=a | monitor.sinks.chat needs either url or secret-file",
                "chat | type=slack url=https://a.example/x secret-file=/s | monitor.sinks.chat needs either",
                "prod | type=alertmanager | monitor.sinks.prod.url is missing",
                "prod | type=alertmanager url=http://a.example repeat=PT0.1S | monitor.sinks.prod.repeat is PT0.1S",
                "prod | type=alertmanager url=http://a.example models=fraud-[ | monitor.sinks.prod.models: ",
                "Prod | type=alertmanager url=http://a.example | a sink is called 'Prod'"
            })
    void refuses_what_cannot_be_meant_and_says_what_to_do(String name, String settings, String reason) {
        assertThatThrownBy(() -> sink(name, settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("sesame");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type=pager url=http://a.example | pager",
                "type=slack url=http://a.example stages=tidy | tidy",
                "type=slack url=http://a.example secret=sesame | monitor.sinks.chat.secret"
            })
    void refuses_words_that_it_does_not_know(String settings, String named) {
        assertThatThrownBy(() -> sink("chat", settings)).hasMessageContaining(named);
    }
}
