package io.millrace.bench;

import io.millrace.events.Json;
import io.millrace.events.PipelineSpec;
import io.millrace.events.Stage;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The peer: the model's own commands, run by {@code sh -c} in a fresh copy of the model's files, with nothing of the
 * pipeline around them. They get the same Python as the pipeline gives them, which is the one behind the {@code python3}
 * of the PATH: that itself may be a wrapper that takes its time.
 */
final class DirectCommands {
    private static final Duration ASK_AGAIN = Duration.ofMillis(2);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final SampleModel sample;
    private final Path scratch;
    private final Path python;

    /** @param scratch a folder that is made anew for each round */
    DirectCommands(SampleModel sample, Path scratch) throws IOException, InterruptedException {
        this.sample = sample;
        this.scratch = scratch;
        Process asked = new ProcessBuilder("python3", "-c", "import sys; print(sys.executable)").start();
        this.python = Path.of(new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
        asked.waitFor();
    }

    /** Milliseconds by stage. */
    Map<Stage, Double> run() throws IOException, InterruptedException {
        Folders.delete(scratch);
        sample.copyTo(scratch.resolve("app"));
        for (String folder : List.of("input", "model", "evaluation", "serving")) {
            Files.createDirectories(scratch.resolve(folder));
        }
        PipelineSpec.Train train = sample.spec().train().orElseThrow();
        PipelineSpec.Evaluate evaluate = sample.spec().evaluate().orElseThrow();
        Map<Stage, Double> took = new EnumMap<>(Stage.class);
        took.put(Stage.TRAIN, toItsEnd(prepared(train.command(), train.parameters(), "input", "model")));
        took.put(Stage.EVALUATE, toItsEnd(prepared(evaluate.command(), evaluate.parameters(), "model", "evaluation")));
        took.put(Stage.DEPLOY, untilItAnswers(sample.spec().deploy().orElseThrow()));
        return took;
    }

    private ProcessBuilder prepared(List<String> command, Map<String, Object> parameters, String input, String output)
            throws IOException {
        Path parameterFile = scratch.resolve("parameters.json");
        Files.write(parameterFile, Json.MAPPER.writeValueAsBytes(parameters));
        var builder = new ProcessBuilder("sh", "-c", String.join(" ", command))
                .directory(scratch.resolve("app").toFile())
                .redirectErrorStream(true)
                .redirectOutput(scratch.resolve("log").toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH", python.getParent() + ":/usr/local/bin:/usr/bin:/bin",
                        "LANG", "C.UTF-8",
                        "PYTHONUNBUFFERED", "1",
                        "HOME", scratch.toString(),
                        "MILLRACE_MODEL", sample.spec().model().value(),
                        "MILLRACE_INPUT", scratch.resolve(input).toString(),
                        "MILLRACE_OUTPUT", scratch.resolve(output).toString(),
                        "MILLRACE_PARAMETERS", parameterFile.toString(),
                        "MILLRACE_RESULT", scratch.resolve("result.json").toString()));
        return builder;
    }

    private double toItsEnd(ProcessBuilder command) throws IOException, InterruptedException {
        long start = System.nanoTime();
        int code = command.start().waitFor();
        double took = (System.nanoTime() - start) / 1e6;
        if (code != 0) {
            throw failed(command, "ended with exit code " + code);
        }
        return took;
    }

    private double untilItAnswers(PipelineSpec.Deploy deploy) throws IOException, InterruptedException {
        URI address = free();
        ProcessBuilder command = prepared(deploy.command(), Map.of(), "model", "serving");
        command.environment().put("HOST", address.getHost());
        command.environment().put("PORT", Integer.toString(address.getPort()));
        long start = System.nanoTime();
        Process server = command.start();
        try {
            while (!isWell(address.resolve(deploy.health()))) {
                if (!server.isAlive() || System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw failed(command, "does not answer");
                }
                Thread.sleep(ASK_AGAIN);
            }
            return (System.nanoTime() - start) / 1e6;
        } finally {
            end(server);
        }
    }

    private static URI free() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    private static boolean isWell(URI health) throws IOException {
        var connection = (HttpURLConnection) health.toURL().openConnection();
        try {
            return connection.getResponseCode() / 100 == 2;
        } catch (IOException e) {
            return false; // does not listen yet
        } finally {
            connection.disconnect();
        }
    }

    /** The shell, and what it started. */
    private static void end(Process server) throws InterruptedException {
        List<ProcessHandle> all = server.descendants().toList();
        all.forEach(ProcessHandle::destroy);
        server.destroy();
        if (!server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            all.forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly();
        }
    }

    private IllegalStateException failed(ProcessBuilder command, String how) throws IOException {
        return new IllegalStateException(
                "'" + command.command().getLast() + "' " + how + ":\n" + Files.readString(scratch.resolve("log")));
    }
}
