package io.millrace.bench;

import io.millrace.local.Home;
import io.millrace.local.ProcessStatus;
import io.millrace.local.Stack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A stack of the benchmark's own, brought up and down by the command that people use. */
final class LocalStack {
    private final Path root;
    private final Path home;
    private final int basePort;
    private final Map<String, String> environment;
    private int replicas = 1;

    LocalStack(Path root, Path home, int basePort) {
        this(root, home, basePort, Map.of());
    }

    /** @param environment of its processes, beside the benchmark's own */
    LocalStack(Path root, Path home, int basePort, Map<String, String> environment) {
        this.root = root;
        this.home = home;
        this.basePort = basePort;
        this.environment = environment;
    }

    /** The same with so many processes for each worker but the monitor. */
    LocalStack withReplicas(int count) {
        replicas = count;
        return this;
    }

    Path home() {
        return home;
    }

    /** Milliseconds from the command to its end, when all are ready. */
    double up() throws IOException, InterruptedException {
        long start = System.nanoTime();
        millrace("up", "--detach", "--base-port", Integer.toString(basePort), "--replicas", Integer.toString(replicas));
        return (System.nanoTime() - start) / 1e6;
    }

    /** Nothing of it runs afterwards, whether it was up or not. */
    void down() throws IOException, InterruptedException {
        millrace("down");
    }

    /** Leaves nothing of it running, and nothing in the folder, also after Ctrl-C and when something fails. */
    void endAtExit(Path folder) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(folder)));
    }

    private void end(Path folder) {
        try {
            down();
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Down, and as if it had never been there. */
    void forget() throws IOException, InterruptedException {
        down();
        Folders.delete(home);
    }

    String bootstrapServers() {
        return stack().ports().bootstrapServers();
    }

    /** The processes by name: the workers, and the broker. */
    Map<String, Long> pids() {
        var pids = new LinkedHashMap<String, Long>();
        for (ProcessStatus process : stack().status()) {
            pids.put(
                    process.name(),
                    process.pid().orElseThrow(() -> new IllegalStateException(process.name() + " does not run")));
        }
        return pids;
    }

    /** Where a process is found. */
    record Address(long pid, int port) {}

    /** Of the workers and the broker, by name. */
    Map<String, Address> addresses() {
        var addresses = new LinkedHashMap<String, Address>();
        for (ProcessStatus process : stack().status()) {
            long pid = process.pid().orElseThrow(() -> new IllegalStateException(process.name() + " does not run"));
            addresses.put(process.name(), new Address(pid, process.port()));
        }
        return addresses;
    }

    private Stack stack() {
        return Stack.of(Home.of(Map.of("MILLRACE_HOME", home.toString())), root);
    }

    private void millrace(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(root.resolve("millrace").toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        builder.environment().put("MILLRACE_HOME", home.toString());
        int code = builder.start().waitFor();
        if (code != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with exit code " + code);
        }
    }
}
