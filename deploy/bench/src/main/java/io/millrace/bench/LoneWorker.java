package io.millrace.bench;

import io.millrace.local.Home;
import io.millrace.local.Stack;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One worker and a broker of the benchmark's own, without the rest of the stack. */
final class LoneWorker {
    private final Output output;
    private final Undo undo;
    private final Path scratch;
    private final String bootstrapServers;

    private LoneWorker(Output output, Undo undo, Path scratch, String bootstrapServers) {
        this.output = output;
        this.undo = undo;
        this.scratch = scratch;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts the broker.
     *
     * @param scratch  for all that is written
     * @param basePort of a stack, of which the broker is a part
     */
    static LoneWorker withBroker(Output output, Undo undo, Path scratch, int basePort) throws InterruptedException {
        Home home = Home.of(Map.of("MILLRACE_HOME", scratch.resolve("home").toString()))
                .open();
        Stack broker = Stack.ofBroker(home, basePort);
        undo.push(() -> broker.down((part, what) -> {}));
        broker.up((part, what) -> {});
        return new LoneWorker(output, undo, scratch, broker.ports().bootstrapServers());
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    /**
     * Starts the worker and waits until it is ready; it ends with the benchmark, if it was not closed before.
     *
     * @param settings of its own, as {@code -Dname=value}
     */
    Child start(String name, int port, String maxHeap, List<String> settings) throws InterruptedException {
        var arguments = new ArrayList<>(List.of(
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dkafka.bootstrap.servers=" + bootstrapServers,
                "-Dmillrace.home=" + scratch.resolve("home")));
        arguments.addAll(settings);
        arguments.add("-jar");
        arguments.add(output.root
                .resolve(name + "-service/target/quarkus-app/quarkus-run.jar")
                .toString());
        Child worker = Child.silent(scratch, name, maxHeap, arguments);
        undo.push(worker::close);
        Answers.await(URI.create("http://127.0.0.1:" + port + "/q/health/ready"));
        return worker;
    }
}
