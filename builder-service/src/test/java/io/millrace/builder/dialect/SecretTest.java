package io.millrace.builder.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SecretTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "hunter2", "123456789012345", "whsec_QUFB", "whsec_not*base64*not*base64*"})
    void is_refused_if_it_could_be_guessed_or_is_no_key(String text) {
        assertThatThrownBy(() -> new Secret(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .satisfies(message -> assertThat(text)
                        .satisfiesAnyOf(empty -> assertThat(empty).isEmpty(), secret -> assertThat(message)
                                .doesNotContain(secret)));
    }

    @Test
    void is_not_told() {
        assertThat(new Secret("correct horse battery staple")).hasToString("a secret");
    }
}
