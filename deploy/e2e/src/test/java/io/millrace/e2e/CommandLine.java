package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/** {@code ./millrace}, as built by this build, with a home of its own. */
final class CommandLine {
    private static final Path ROOT = Path.of(System.getProperty("millrace.root"));
    private static final int PATIENCE_MINUTES = 4;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path home;
    private final int basePort;
    private final Map<String, String> environment;

    CommandLine(Path home, int basePort) {
        this(home, basePort, Map.of());
    }

    /** @param environment what a user set before calling it; the workers have it too */
    CommandLine(Path home, int basePort, Map<String, String> environment) {
        this.home = home;
        this.basePort = basePort;
        this.environment = environment;
    }

    /** What a command left behind. */
    record Answer(int exitCode, String out, String err) {
        JsonNode json() {
            try {
                return JSON.readTree(out);
            } catch (JsonProcessingException e) {
                throw new AssertionError("standard output is not one JSON document: " + out + "\n" + err, e);
            }
        }

        Answer succeeded() {
            assertThat(exitCode).as("%s%n%s", out, err).isZero();
            return this;
        }
    }

    static Path sample(String name) {
        return ROOT.resolve("deploy/samples").resolve(name);
    }

    Path home() {
        return home;
    }

    /** Runs a command with {@code --output json} to its end. */
    Answer run(String... arguments) {
        try {
            Path out = Files.createTempFile("millrace", ".out");
            Path err = Files.createTempFile("millrace", ".err");
            try {
                return run(out, err, arguments);
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** One of those that it started. */
    ProcessHandle process(String worker) {
        return StreamSupport.stream(run("status").succeeded().json().spliterator(), false)
                .filter(process -> process.get("name").asText().equals(worker))
                .findFirst()
                .flatMap(process -> ProcessHandle.of(process.get("pid").asLong()))
                .orElseThrow(() -> new AssertionError(worker + " does not run"));
    }

    private Answer run(Path out, Path err, String... arguments) throws IOException, InterruptedException {
        Process process = builder(arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("'" + String.join(" ", arguments) + "' did not end:\n" + Files.readString(err));
        }
        return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private ProcessBuilder builder(String... arguments) {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Dmillrace.root=" + ROOT,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                "-cp",
                System.getProperty("millrace.jar") + ":" + ROOT.resolve("deploy/local/target/lib/*"),
                "io.millrace.local.cli.Millrace"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--output", "json"));
        if (List.of("up", "demo").contains(arguments[0])) {
            command.addAll(List.of("--base-port", Integer.toString(basePort)));
        }
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.environment().put("MILLRACE_HOME", home.toString());
        return builder;
    }
}
