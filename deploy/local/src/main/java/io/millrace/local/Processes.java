package io.millrace.local;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The processes of a home one by one, for whoever kills them and starts them again: nothing here takes the stack's lock
 * or waits until a process is ready. {@link Stack} is for all others.
 */
public final class Processes {
    private final Home home;
    private final Map<String, Part> parts = new LinkedHashMap<>();

    private Processes(Home home) {
        this.home = home;
        add(new Broker(home, Ports.of(home)));
    }

    /** The broker alone. */
    public static Processes ofBroker(Home home) {
        return new Processes(home);
    }

    /**
     * The broker and the workers, as many replicas as the home was told.
     *
     * @param root the checkout of Millrace whose workers run
     */
    public static Processes ofStack(Home home, Path root) {
        var processes = new Processes(home);
        Ports ports = Ports.of(home);
        Worker.all(Replicas.of(home), root, home, ports).forEach(processes::add);
        return processes;
    }

    private void add(Part part) {
        parts.put(part.name(), part);
    }

    /**
     * A Java program beside the broker, started as the workers are.
     *
     * @param arguments for {@code java}, after the options that all processes of the stack have
     */
    public void add(String name, List<String> arguments) {
        add(new Beside(name, home, List.copyOf(arguments)));
    }

    /** Names, in the order in which they are to be started. */
    public Set<String> names() {
        return parts.keySet();
    }

    public boolean isAlive(String name) {
        return process(name).running().isPresent();
    }

    /** Whether it does its work. */
    public boolean isReady(String name) {
        return isAlive(name) && part(name).isReady();
    }

    /** Starts one that does not run. */
    public void start(String name) {
        Part part = part(name);
        part.prepare();
        process(name).start(part.command(), part.workingDirectory(), part.port());
    }

    /** Ends it at once, by SIGKILL; nothing happens when it does not run. */
    public void kill(String name) throws InterruptedException {
        var running = process(name).running();
        if (running.isPresent()) {
            new OsProcess(running.get().pid()).kill();
            Wait.until(() -> !isAlive(name), Duration.ofSeconds(10));
        }
    }

    /** Asks all to end, the broker last, and waits until they have. */
    public void end() throws InterruptedException {
        for (String name : new ArrayList<>(parts.keySet()).reversed()) {
            process(name).terminate();
            process(name).awaitEnd();
        }
    }

    private Part part(String name) {
        Part part = parts.get(name);
        if (part == null) {
            throw new IllegalArgumentException("there is no process '" + name + "', only " + parts.keySet());
        }
        return part;
    }

    private LocalProcess process(String name) {
        return new LocalProcess(home, part(name).name(), Clock.systemUTC());
    }

    /** A program of somebody else's; it listens nowhere that we know of. */
    private record Beside(String name, Home home, List<String> arguments) implements Part {

        @Override
        public String purpose() {
            return "the program " + name;
        }

        @Override
        public int port() {
            return 0;
        }

        @Override
        public Map<Integer, String> listens() {
            return Map.of();
        }

        @Override
        public void prepare() {}

        @Override
        public List<String> command() {
            return JavaCommand.with(home.classArchive(name, "").file(), "160m", arguments);
        }

        @Override
        public Path workingDirectory() {
            return home.folder();
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public Duration startTimeout() {
            return Duration.ofSeconds(90);
        }
    }
}
