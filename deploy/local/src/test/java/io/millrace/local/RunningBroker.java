package io.millrace.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The real broker in a process of its own, for the tests of a class, in a home where nothing else runs. */
public final class RunningBroker implements BeforeAllCallback, AfterAllCallback {
    private final Ports ports;
    private final Path folder;
    private final Stack stack;

    public RunningBroker(int basePort) {
        this.ports = new Ports(basePort);
        try {
            this.folder = Files.createTempDirectory("millrace-broker");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Home home = home().open();
        this.stack = new Stack(home, ports, new Broker(home, ports), List.of(), List.of(), List::of, Clock.systemUTC());
    }

    @Override
    public void beforeAll(ExtensionContext context) throws InterruptedException {
        Ports.choose(home(), Optional.of(ports.base()));
        stack.up((part, what) -> {});
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException, IOException {
        stack.down((part, what) -> {});
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    public Home home() {
        return Home.of(Map.of("MILLRACE_HOME", folder.toString()));
    }

    public String bootstrapServers() {
        return ports.bootstrapServers();
    }
}
