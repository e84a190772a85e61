package io.millrace.builder.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ToldTest {

    @ParameterizedTest
    @CsvSource({"0, 0 bytes", "1023, 1023 bytes", "1024, 1.0 KiB", "348160, 340 KiB", "5368709120, 5.0 GiB"})
    void tells_sizes(long bytes, String told) {
        assertThat(Told.bytes(bytes)).isEqualTo(told);
    }

    @Test
    void quotes_a_strangers_text_without_control_characters() {
        assertThat(Told.quoted("a\u001b[31mb\n")).isEqualTo("'a?[31mb?'");
    }
}
