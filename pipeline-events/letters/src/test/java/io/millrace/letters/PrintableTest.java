package io.millrace.letters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PrintableTest {

    @Test
    void is_text_with_its_lines() {
        assertThat(Printable.text("{\r\n\t\"ä\": \"日本\"\n}".getBytes(UTF_8))).contains("{\n\t\"ä\": \"日本\"\n}");
        assertThat(Printable.text(new byte[0])).contains("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001b[2J", "a\rb", "\u0000", "\u202egnp", "\u2028", "\u200b", "\u0085"})
    void is_not_what_could_play_tricks_on_a_terminal(String text) {
        assertThat(Printable.text(text.getBytes(UTF_8))).isEmpty();
    }

    @Test
    void is_not_what_is_no_utf_8() {
        assertThat(Printable.text(new byte[] {'a', (byte) 0xff})).isEmpty();
        assertThat(Printable.text(new byte[] {(byte) 0xc0, (byte) 0xaf}))
                .as("overlong")
                .isEmpty();
    }

    @Test
    void is_an_excerpt_on_one_line() {
        assertThat(Printable.excerpt("one\ntwo\u001b", 60)).isEqualTo("one?two?");
        assertThat(Printable.excerpt("abcdef", 4)).isEqualTo("abc…");
        assertThat(Printable.excerpt(new byte[] {0, (byte) 0xab}, 60)).isEqualTo("0x00ab");
        assertThat(Printable.excerpt(new byte[1000], 8)).isEqualTo("0x00000…");
    }

    @Test
    void is_a_dump_of_what_is_no_text() {
        byte[] bytes = "0123456789abcdef\u0000~".getBytes(UTF_8);

        assertThat(Printable.hexdump(bytes, 1000))
                .isEqualTo("00000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef\n"
                        + "00000010  00 7e                                            .~");
        assertThat(Printable.hexdump(bytes, 2)).isEqualTo("00000000  30 31" + " ".repeat(44) + "01");
    }
}
