package io.millrace.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.PipelineSpec;
import io.millrace.spec.SpecResult.Valid;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ParametersTest {
    private static final PipelineSpec SPEC = ((Valid)
                    SpecReader.read(
                            """
            apiVersion: millrace.io/v1
            kind: ModelPipeline
            model: digits
            train: {command: [train], parameters: {epochs: 30, rate: 0.2}}
            evaluate: {command: [evaluate], parameters: {epochs: 1}}
            """))
            .spec();

    @Test
    void go_over_those_of_training_and_evaluation() {
        PipelineSpec spec = Parameters.withParameters(SPEC, Map.of("epochs", 3, "seed", 7));

        assertThat(spec.train().orElseThrow().parameters()).isEqualTo(Map.of("epochs", 3, "rate", 0.2, "seed", 7));
        assertThat(spec.evaluate().orElseThrow().parameters()).isEqualTo(Map.of("epochs", 3, "seed", 7));
    }

    @Test
    void change_nothing_else() {
        assertThat(Parameters.withParameters(SPEC, Map.of())).isEqualTo(SPEC);
    }
}
