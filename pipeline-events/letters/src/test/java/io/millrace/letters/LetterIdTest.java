package io.millrace.letters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.events.Stage;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LetterIdTest {

    @Test
    void reads_as_it_is_written() {
        var id = new LetterId(Stage.BUILD, 3, 17);

        assertThat(id).hasToString("builder/3/17");
        assertThat(LetterId.of("builder/3/17")).isEqualTo(id);
    }

    @Test
    void comes_in_the_order_of_the_log() {
        assertThat(LetterId.of("builder/3/9"))
                .isLessThan(LetterId.of("builder/3/17"))
                .isLessThan(LetterId.of("builder/11/0"))
                .isLessThan(LetterId.of("trainer/0/0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "builder",
                "builder/3",
                "builder/03/1",
                "builder/-1/0",
                "build/3/1",
                "unknown/0/0",
                "builder/3/17/",
                "builder/3/9999999999999999999"
            })
    void is_nothing_else(String text) {
        assertThatThrownBy(() -> LetterId.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not a dead letter's id: '" + text + "'; one looks like builder/3/17");
    }
}
