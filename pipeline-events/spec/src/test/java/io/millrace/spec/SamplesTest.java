package io.millrace.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.spec.SpecResult.Invalid;
import io.millrace.spec.SpecResult.Valid;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The samples that people try first read as they are meant to. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SamplesTest {
    private static final Path SAMPLES = Path.of("../../deploy/samples");

    @ParameterizedTest
    @ValueSource(strings = {"digits", "broken/training-raises", "broken/gate-missed", "broken/never-healthy"})
    void read(String sample) {
        assertThat(result(sample)).isInstanceOf(Valid.class);
    }

    @Test
    void tell_the_two_mistakes_of_the_one_that_has_them() {
        var problems = ((Invalid) result("broken/spec-typo")).problems();

        assertThat(problems)
                .extracting(Problem::toString)
                .satisfiesExactly(
                        first -> assertThat(first)
                                .isEqualTo("millrace.yaml:6:1: tran: unknown key; did you mean 'train'?"),
                        second -> assertThat(second)
                                .startsWith("millrace.yaml:11:31: evaluate.gates[0].min: 'high' is not a number"));
    }

    private static SpecResult result(String sample) {
        return SpecReader.read(Specs.text(SAMPLES.resolve(sample).resolve(Problem.FILE)));
    }
}
