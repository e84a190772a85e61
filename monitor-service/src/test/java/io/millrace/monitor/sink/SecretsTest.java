package io.millrace.monitor.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SecretsTest {
    private final Secrets secrets =
            new Secrets(List.of("Bearer sesame-sesame", "https://hooks.slack.com/services/T0/B0/sesame"));

    @Test
    void are_hidden_where_a_sink_repeats_them() {
        assertThat(secrets.hide("no hook /services/T0/B0/sesame here; 'Bearer sesame-sesame' is not known"))
                .isEqualTo("no hook … here; '…' is not known");
    }

    @Test
    void are_not_shown() {
        assertThat(secrets).hasToString("2 secrets");
    }
}
