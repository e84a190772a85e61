package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FailureTest {
    private static final Failure LONG = Failure.userError("code", "😀".repeat(100_000), "r".repeat(5_000))
            .withEvidence("first\n" + "e".repeat(100_000) + "\nlast");

    @Test
    void of_any_length_is_cut_to_what_can_be_told() {
        assertThat(LONG.summary())
                .hasSizeLessThanOrEqualTo(2_000)
                .startsWith("😀😀")
                .endsWith("…");
        assertThat(LONG.remedy()).hasSize(2_000).endsWith("r…");
        assertThat(LONG.evidence().orElseThrow())
                .hasSize(8_000)
                .startsWith("…e")
                .endsWith("e\nlast");
    }

    @Test
    void that_was_cut_is_not_cut_again() {
        assertThat(new Failure(LONG.kind(), LONG.code(), LONG.summary(), LONG.remedy(), LONG.evidence()))
                .isEqualTo(LONG);
    }

    @Test
    void shows_no_control_characters_of_strangers() {
        Failure failure =
                Failure.userError("code", "a\u001b[31m\nb\u202e", "c\td").withEvidence("x\u0000\ny\r");

        assertThat(failure.summary()).isEqualTo("a?[31m?b?");
        assertThat(failure.remedy()).isEqualTo("c?d");
        assertThat(failure.evidence()).contains("x?\ny?");
    }
}
