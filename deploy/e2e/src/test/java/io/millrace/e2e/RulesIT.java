package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for Prometheus, looked at by its own tool; passed over where there is none. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RulesIT {
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

    @ParameterizedTest
    @ValueSource(strings = {"check rules rules.yml", "test rules rules-test.yml", "check config prometheus.yml"})
    void promtool_finds_no_fault(String command) throws IOException, InterruptedException {
        assumeThat(PROMTOOL).as("Debian's package prometheus").exists();
        Path folder = Path.of(System.getProperty("millrace.root"), "deploy", "observability");
        Path said = Files.createTempFile("promtool", ".txt");
        String[] arguments = (PROMTOOL + " " + command).split(" ");

        Process promtool = new ProcessBuilder(arguments)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();

        assertThat(promtool.waitFor())
                .as(Files.readString(said, StandardCharsets.UTF_8))
                .isZero();
    }
}
