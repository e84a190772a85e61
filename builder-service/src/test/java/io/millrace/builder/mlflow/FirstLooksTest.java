package io.millrace.builder.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.builder.mlflow.FirstLooks.FirstLook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FirstLooksTest {
    private static final Rule RULE = Given.rules().getFirst();
    private static final FirstLook SEVEN = new FirstLook(Optional.of(new VersionId(RULE.key(), 7, 42)));
    private static final FirstLook NOTHING = new FirstLook(Optional.empty());

    @TempDir
    Path home;

    private Path file;
    private FirstLooks looks;

    @BeforeEach
    void open() {
        file = home.resolve("mlflow").resolve(RULE.key());
        looks = new FirstLooks(home);
    }

    @Test
    void know_of_no_rule_at_first() {
        assertThat(looks.of(RULE)).isEmpty();
    }

    @Test
    void know_the_version_that_was_there() {
        looks.keep(RULE, SEVEN);

        assertThat(new FirstLooks(home).of(RULE)).contains(SEVEN);
    }

    @Test
    void know_that_nothing_was_there() {
        looks.keep(RULE, NOTHING);

        assertThat(new FirstLooks(home).of(RULE)).contains(NOTHING);
    }

    @Test
    void leave_nothing_else_behind() throws IOException {
        looks.keep(RULE, NOTHING);
        looks.keep(RULE, SEVEN);

        try (var files = Files.list(home.resolve("mlflow"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "noth", "nothing at all", "\0\0\0\0", "0123456789abcdef-7-42", "\u00e9"})
    void do_not_take_a_damaged_file_for_one_that_tells_of_nothing(String text) throws IOException {
        damage(text);

        assertThatThrownBy(() -> looks.of(RULE))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("neither a version nor 'nothing'")
                .hasMessageContaining("delete it");
    }

    private void damage(String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
