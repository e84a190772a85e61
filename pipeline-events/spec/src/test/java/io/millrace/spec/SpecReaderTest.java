package io.millrace.spec;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.ModelName;
import io.millrace.events.PipelineSpec;
import io.millrace.events.PipelineSpec.Build;
import io.millrace.events.PipelineSpec.Concurrency;
import io.millrace.events.PipelineSpec.Deploy;
import io.millrace.events.PipelineSpec.Evaluate;
import io.millrace.events.PipelineSpec.Gate;
import io.millrace.events.PipelineSpec.Resources;
import io.millrace.events.PipelineSpec.Train;
import io.millrace.spec.SpecResult.Invalid;
import io.millrace.spec.SpecResult.Valid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SpecReaderTest {
    private static final String HEAD = "apiVersion: millrace.io/v1\nkind: ModelPipeline\nmodel: digits\n";

    @ParameterizedTest
    @MethodSource("io.millrace.spec.Specs#valid")
    void reads_every_valid_example(Path example) {
        SpecResult result = SpecReader.read(Specs.text(example));

        assertThat(result).isInstanceOf(Valid.class);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.spec.Specs#invalid")
    void tells_every_mistake_with_its_place(Path example) throws IOException {
        Path golden = Path.of(example.toString().replace(".yaml", ".problems"));

        String problems = ((Invalid) SpecReader.read(Specs.text(example)))
                .problems().stream().map(Problem::toString).collect(joining("\n", "", "\n"));

        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, problems);
        }
        assertThat(problems).isEqualTo(Files.readString(golden));
    }

    @Test
    void fills_in_defaults() {
        SpecResult result = SpecReader.read(
                HEAD
                        + """
                train: {command: [python3, train.py]}
                evaluate: {command: [python3, evaluate.py]}
                deploy: {command: [python3, serve.py]}
                """);

        assertThat(result)
                .isEqualTo(new Valid(new PipelineSpec(
                        new ModelName("digits"),
                        Optional.empty(),
                        Concurrency.QUEUE,
                        new Build("scratch", List.of("**")),
                        Optional.of(new Train(
                                List.of("python3", "train.py"),
                                Map.of(),
                                Map.of(),
                                Resources.ANY,
                                Duration.ofHours(1),
                                1)),
                        Optional.of(new Evaluate(
                                List.of("python3", "evaluate.py"),
                                Map.of(),
                                Map.of(),
                                Resources.ANY,
                                Duration.ofHours(1),
                                1,
                                List.of())),
                        Optional.of(new Deploy(
                                List.of("python3", "serve.py"),
                                Map.of(),
                                Resources.ANY,
                                "/healthz",
                                Duration.ofSeconds(60),
                                false,
                                false)))));
    }

    @Test
    void reads_every_key() {
        var spec =
                ((Valid) SpecReader.read(Specs.text(Path.of("src/test/resources/specs/valid/everything.yaml")))).spec();

        assertThat(spec.owner()).contains("vision-team");
        assertThat(spec.build().include()).containsExactly("*.py", "data/**", "**/*.json", "data/**/part-?.csv");
        assertThat(spec.train())
                .contains(new Train(
                        List.of("python3", "train.py", "--verbose"),
                        Map.of(
                                "epochs",
                                30,
                                "learning_rate",
                                0.2,
                                "big",
                                12345678901L,
                                "deep",
                                Map.of("list", List.of(1, "two", true)),
                                "name",
                                "3"),
                        Map.of("OMP_NUM_THREADS", "2"),
                        new Resources(Optional.of(1.0), Optional.of(1L << 30), 0),
                        Duration.ofMinutes(30),
                        0));
        assertThat(spec.evaluate().orElseThrow().gates())
                .containsExactly(
                        new Gate("accuracy", Optional.empty(), Optional.of(0.9), Optional.of(1.0), Optional.empty()),
                        new Gate("f1_macro", Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(0.01)),
                        new Gate(
                                "loss", Optional.of("digit=8"), Optional.empty(), Optional.of(0.15), Optional.empty()));
        assertThat(spec.deploy())
                .contains(new Deploy(
                        List.of("python3", "serve.py"),
                        Map.of("LOG_LEVEL", "debug"),
                        new Resources(Optional.of(0.5), Optional.empty(), 0),
                        "/v2/health/ready",
                        Duration.ofMillis(300),
                        true,
                        true));
    }

    @Test
    void prints_a_problem_as_editors_understand_it() {
        var problem = new Problem(7, 3, "tran", "unknown key; did you mean 'train'?");

        assertThat(problem).hasToString("millrace.yaml:7:3: tran: unknown key; did you mean 'train'?");
    }

    @Test
    void keeps_the_order_of_parameters() {
        var spec = ((Valid) SpecReader.read(HEAD + "train: {command: [a], parameters: {z: 1, a: 2, m: 3}}")).spec();

        assertThat(spec.train().orElseThrow().parameters().keySet()).containsExactly("z", "a", "m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: "})
    void refuses_to_go_too_deep(String opening) {
        SpecResult result = SpecReader.read(opening.repeat(2_000));

        assertThat(((Invalid) result).problems()).singleElement().asString().contains("nested more than 20 deep");
    }

    @Test
    void refuses_a_file_that_is_too_long() {
        SpecResult result = SpecReader.read(HEAD + "# " + "x".repeat(70_000));

        assertThat(((Invalid) result).problems()).singleElement().asString().contains("longer than 65536 characters");
    }

    @Test
    void never_throws() {
        var random = new Random(20261122);
        String whole = Specs.text(Path.of("src/test/resources/specs/valid/everything.yaml"));

        for (int i = 0; i < 3_000; i++) {
            assertThat(SpecReader.read(mutated(whole, random))).isNotNull();
        }
    }

    private static String mutated(String text, Random random) {
        var mutant = new StringBuilder(text.substring(0, random.nextInt(text.length())));
        for (int i = 0; i < 5 && !mutant.isEmpty(); i++) {
            String noise = "{}[]:-\"'|>&*!%@`#?,\n\t \0\u2028\ud800~";
            mutant.setCharAt(random.nextInt(mutant.length()), noise.charAt(random.nextInt(noise.length())));
        }
        return mutant.toString();
    }
}
