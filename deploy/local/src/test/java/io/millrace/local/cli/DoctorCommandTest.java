package io.millrace.local.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.events.Json;
import io.millrace.local.Home;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DoctorCommandTest {
    private static final int BASE_PORT = 9_600;

    @TempDir
    Path folder;

    final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void layOutCheckout() throws IOException {
        for (String worker : List.of("builder", "trainer", "evaluator", "deployer", "monitor")) {
            Path app = Files.createDirectories(folder.resolve(worker + "-service/target/quarkus-app"));
            Files.createFile(app.resolve("quarkus-run.jar"));
        }
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.writeString(home.resolve("config.properties"), "base-port=" + BASE_PORT + "\n");
    }

    private int doctor(String... options) {
        out.reset();
        var console = new Console(new PrintStream(out, true, UTF_8), new PrintStream(out, true, UTF_8), false);
        var home = Home.of(Map.of("MILLRACE_HOME", folder.resolve("home").toString()));
        String[] arguments = new String[options.length + 1];
        arguments[0] = "doctor";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return Millrace.run(new Context(console, home, folder), arguments);
    }

    private JsonNode finding(String what) throws IOException {
        doctor("--output", "json");
        return StreamSupport.stream(Json.MAPPER.readTree(out.toByteArray()).spliterator(), false)
                .filter(finding -> finding.path("what").asText().equals(what))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void finds_nothing_wrong_where_nothing_is() throws IOException {
        assertThat(doctor()).as(out.toString(UTF_8)).isZero();

        assertThat(out.toString(UTF_8)).contains("ok       java", "ok       python", "ok       ports");
        assertThat(folder.resolve("home")).isDirectoryNotContaining("glob:**/.doctor*");
    }

    @Test
    void names_the_worker_that_is_not_built_and_says_how_to_build_it() throws IOException {
        Files.delete(folder.resolve("trainer-service/target/quarkus-app/quarkus-run.jar"));

        assertThat(doctor()).isEqualTo(1);

        assertThat(finding("build").path("told").asText()).isEqualTo("not built: trainer");
        assertThat(finding("build").path("remedy").asText()).contains("./mvnw");
    }

    @Test
    void names_the_port_that_another_program_has() throws IOException {
        try (var other = new ServerSocket(BASE_PORT + 1, 1, InetAddress.getLoopbackAddress())) {
            assertThat(doctor()).isEqualTo(1);

            assertThat(finding("ports").path("told").asText())
                    .isEqualTo("taken by other programs: " + other.getLocalPort() + ", for the monitor");
        }
    }

    @Test
    void says_so_when_the_home_cannot_be_used() throws IOException {
        Files.delete(folder.resolve("home/config.properties"));
        Files.delete(folder.resolve("home"));
        Files.writeString(folder.resolve("home"), "a file");

        assertThat(doctor()).isEqualTo(1);

        assertThat(out.toString(UTF_8)).contains("cannot be used");
    }
}
