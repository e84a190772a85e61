package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DemoIT {
    private static final int BASE_PORT = 7_500;

    @TempDir
    Path home;

    @AfterEach
    void down() {
        new CommandLine(home, BASE_PORT).run("down");
    }

    @Test
    void takes_the_sample_from_its_repository_to_a_prediction_and_leaves_nothing_running() {
        JsonNode demo = new CommandLine(home, BASE_PORT)
                .run("demo", "--exit")
                .succeeded()
                .json();

        assertThat(demo.get("model").asText()).isEqualTo("digits");
        assertThat(demo.get("metrics").get("accuracy").asDouble()).isGreaterThanOrEqualTo(0.93);
        assertThat(demo.get("image").asText()).contains("@sha256:");
        assertThat(demo.get("endpoint").asText()).endsWith("/models/digits");
        assertThat(demo.toString()).contains("prediction");
        assertThat(leftRunning()).isEmpty();
    }

    /** Whatever names this test's home on its command line: broker, workers, model servers. */
    private List<String> leftRunning() {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(home.toString()))
                .toList();
    }
}
