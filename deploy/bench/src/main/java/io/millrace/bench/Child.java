package io.millrace.bench;

import io.millrace.local.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java process of the benchmark's own, with the options that the local stack gives its workers. */
final class Child implements AutoCloseable {
    private static final long GRACE_SECONDS = 20;

    private final String name;
    private final Path log;
    private final Process process;
    private final BufferedReader output;
    private final PrintWriter input;

    private Child(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.input = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8));
    }

    /** One whose output goes to its log. */
    static Child silent(Path folder, String name, String maxHeap, List<String> arguments) {
        return start(folder, name, maxHeap, arguments, false);
    }

    /** One whose standard output is for us to read. */
    static Child talking(Path folder, String name, String maxHeap, List<String> arguments) {
        return start(folder, name, maxHeap, arguments, true);
    }

    private static Child start(Path folder, String name, String maxHeap, List<String> arguments, boolean talks) {
        Path log = folder.resolve(name + ".log");
        List<String> command = JavaCommand.with(folder.resolve(name + ".jsa"), maxHeap, arguments);
        try {
            Files.createDirectories(folder);
            var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
            if (!talks) {
                builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            }
            return new Child(name, log, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name, e);
        }
    }

    /** Waits for its first line. */
    void awaitReady() {
        try {
            String line = output.readLine();
            if (!"ready".equals(line)) {
                throw new IllegalStateException(name + " said '" + line + "' instead of being ready; " + logged());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void say(String line) {
        input.println(line);
        input.flush();
    }

    /** All that it has said since; waits for a line, or for its end. */
    List<String> lines() throws IOException {
        var lines = new ArrayList<String>();
        do {
            String line = output.readLine();
            if (line == null) {
                throw new IOException(name + " has ended; " + logged());
            }
            lines.add(line);
        } while (output.ready());
        return lines;
    }

    /** What it says before that line; waits for it. */
    List<String> linesUntil(String last) throws IOException {
        var lines = new ArrayList<String>();
        do {
            lines.addAll(lines());
        } while (!lines.getLast().equals(last));
        return lines.subList(0, lines.size() - 1);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** For the end of a message. */
    String logged() {
        try {
            List<String> all = Files.readAllLines(log);
            return "its log ends with:\n" + String.join("\n", all.subList(Math.max(0, all.size() - 20), all.size()));
        } catch (IOException e) {
            return "its log cannot be read: " + e.getMessage();
        }
    }

    /** Tells it to end, and does not wait for that. */
    void terminate() {
        process.destroy();
    }

    @Override
    public void close() {
        terminate();
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
