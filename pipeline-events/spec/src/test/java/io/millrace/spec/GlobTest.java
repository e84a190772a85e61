package io.millrace.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "train.py, train.py, true",
        "train.py, sub/train.py, false",
        "*.py, train.py, true",
        "*.py, sub/train.py, false",
        "*.py, .py, true",
        "**/*.py, train.py, true",
        "**/*.py, a/b/train.py, true",
        "**/*.py, a/b/train.txt, false",
        "data/**, data/a/b.csv, true",
        "data/**, data, false",
        "data/**, database/a, false",
        "data/**/x.csv, data/x.csv, true",
        "data/**/x.csv, data/1/2/x.csv, true",
        "**, anything/at/all, true",
        "**/**, one, true",
        "part-?.csv, part-1.csv, true",
        "part-?.csv, part-10.csv, false",
        "a*b*c, aXbXbXc, true",
        "a*b*c, aXbXbX, false",
        "digits (1).csv, digits (1).csv, true",
        "a.c, abc, false",
    })
    void matches(String pattern, String path, boolean matches) {
        assertThat(Glob.of(pattern).matches(path)).isEqualTo(matches);
    }

    @Test
    void is_through_quickly_with_any_pattern() {
        Glob hostile = Glob.of("*a".repeat(500) + "/" + "**/*a*a*b/".repeat(100) + "x");
        String path = "a".repeat(2_000) + "/" + ("a".repeat(50) + "/").repeat(200);

        Assertions.assertThatCode(() -> org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                        Duration.ofSeconds(5), () -> hostile.matches(path)))
                .doesNotThrowAnyException();
    }
}
