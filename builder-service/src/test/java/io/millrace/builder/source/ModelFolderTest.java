package io.millrace.builder.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ModelFolderTest {

    @ParameterizedTest
    @CsvSource({"models/digits, models/digits", "./models/digits/, models/digits", "., ''", "./, ''", "'', ''"})
    void reads(String given, String path) {
        assertThat(ModelFolder.of(Optional.of(given))).isEqualTo(new ModelFolder(path));
    }

    @Test
    void is_the_root_when_nothing_is_said() {
        assertThat(ModelFolder.of(Optional.empty()).isRoot()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc", "..", "a/../..", "a//b", "a\\b", "a\nb", ".git", "a/.git/hooks"})
    void refuses(String path) {
        var refused = catchThrowableOfType(SourceRefused.class, () -> ModelFolder.of(Optional.of(path)));

        assertThat(refused.failure().code()).isEqualTo("source-path-refused");
    }
}
