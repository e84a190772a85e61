package io.millrace.local;

import io.millrace.events.Failure;
import io.millrace.events.Stage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The broker and the workers of a home, as far as they should run: brings them up, tells how they are, ends them. */
public final class Stack {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration WATCH_PAUSE = Duration.ofSeconds(1);
    private static final int EVIDENCE_LINES = 8;

    private final Home home;
    private final Ports ports;
    private final Part broker;
    private final List<Part> workers;
    private final List<Part> surplus;
    private final Supplier<List<String>> stopWorkloads;
    private final Clock clock;

    /** @param surplus what may run from an earlier time, and is ended by the next {@link #up} */
    Stack(
            Home home,
            Ports ports,
            Part broker,
            List<? extends Part> workers,
            List<? extends Part> surplus,
            Supplier<List<String>> stopWorkloads,
            Clock clock) {
        this.home = home;
        this.ports = ports;
        this.broker = broker;
        this.workers = List.copyOf(workers);
        this.surplus = List.copyOf(surplus);
        this.stopWorkloads = stopWorkloads;
        this.clock = clock;
    }

    /**
     * The stack of a home, running or not.
     *
     * @param root the checkout of Millrace whose workers run
     */
    public static Stack of(Home home, Path root) {
        return of(home, root, Ports.of(home), Replicas.of(home));
    }

    /**
     * The stack of a home that is about to be brought up.
     *
     * @param basePort kept for the next time; absent means where it was the last time
     * @param replicas of each worker but the monitor; kept for the next time, absent means as many as the last time
     * @throws CannotGoOn when it is up and has another base port
     */
    public static Stack of(Home home, Path root, Optional<Integer> basePort, Optional<Integer> replicas) {
        Ports last = Ports.of(home);
        if (basePort.isPresent()
                && basePort.get() != last.base()
                && of(home, root, last, Replicas.of(home)).isUp()) {
            throw CannotGoOn.because(
                    "base-port",
                    "the stack in " + home.folder() + " is up with base port " + last.base() + ", not "
                            + basePort.get(),
                    "End it first with ./millrace down, or set MILLRACE_HOME to another folder for a second one.");
        }
        return of(home, root, Ports.choose(home, basePort), Replicas.choose(home, replicas));
    }

    /** The broker of a home and nothing else, for those who bring workers of their own. */
    public static Stack ofBroker(Home home, int basePort) {
        Ports ports = Ports.choose(home, Optional.of(basePort));
        return new Stack(home, ports, new Broker(home, ports), List.of(), List.of(), List::of, Clock.systemUTC());
    }

    private static Stack of(Home home, Path root, Ports ports, Replicas replicas) {
        List<Worker> most = Worker.all(new Replicas(Replicas.MOST), root, home, ports);
        List<Worker> workers = Worker.all(replicas, root, home, ports);
        return new Stack(
                home,
                ports,
                new Broker(home, ports),
                workers,
                most.subList(workers.size(), most.size()),
                () -> LeftBehind.stopAll(home),
                Clock.systemUTC());
    }

    /** Where the monitor shows, to a browser, what runs. */
    public URI dashboard() {
        return URI.create("http://" + Ports.HOST + ":" + Worker.port(Stage.MONITOR, ports) + "/");
    }

    /**
     * Ends what is too much, starts what is missing and waits until all are ready. When that fails, what this call started is ended again.
     *
     * @return names of what was started; empty when nothing was missing
     * @throws CannotGoOn with the reason and what to do about it
     */
    @SuppressWarnings("try") // the lock is held, not used
    public Set<String> up(Progress progress) throws InterruptedException {
        try (var lock = StackLock.take(home, PATIENCE)) {
            stop(surplus, names(surplus), progress);
            List<Part> missing =
                    parts().stream().filter(part -> running(part).isEmpty()).toList();
            requireFree(missing);
            missing.forEach(Part::prepare);
            var started = new LinkedHashSet<String>();
            try {
                start(missing, List.of(broker), started, progress);
                start(missing, workers, started, progress);
            } catch (CannotGoOn | InterruptedException e) {
                stop(started, progress);
                throw e;
            }
            return started;
        }
    }

    /** Ends everything, workloads included, and returns their names. Nothing happens to a stack that is down. */
    @SuppressWarnings("try")
    public Set<String> down(Progress progress) throws InterruptedException {
        try (var lock = StackLock.take(home, PATIENCE)) {
            stop(surplus, names(surplus), progress);
            Set<String> running = names(parts());
            running.addAll(stop(running, progress));
            return running;
        }
    }

    /** Ends what {@link #up} started, by the names that it returned. */
    @SuppressWarnings("try")
    public void undo(Set<String> started, Progress progress) throws InterruptedException {
        try (var lock = StackLock.take(home, PATIENCE)) {
            stop(started, progress);
        }
    }

    public List<ProcessStatus> status() {
        return parts().stream()
                .map(part -> ProcessStatus.of(part, running(part)))
                .toList();
    }

    /** Whether any of it runs. */
    public boolean isUp() {
        return parts().stream().anyMatch(part -> running(part).isPresent());
    }

    /**
     * Makes sure that every process runs, or another one that does the same.
     *
     * @throws CannotGoOn naming the first that does not, with the last lines that it wrote
     */
    public void requireAll() {
        if (!isUp()) {
            throw notRunning();
        }
        Set<String> roles = parts().stream()
                .filter(part -> running(part).isPresent())
                .map(Part::role)
                .collect(Collectors.toSet());
        parts().stream()
                .filter(part -> !roles.contains(part.role()))
                .findFirst()
                .ifPresent(part -> {
                    throw new CannotGoOn(failureOf(part, part.purpose() + " has ended"));
                });
    }

    /**
     * Makes sure that the broker runs, be the workers up or not.
     *
     * @throws CannotGoOn when it does not
     */
    public void requireBroker() {
        if (!isUp()) {
            throw notRunning();
        }
        if (running(broker).isEmpty()) {
            throw new CannotGoOn(failureOf(broker, broker.purpose() + " has ended"));
        }
    }

    /** Returns when nothing of it runs any more; until then it tells of parts that ended. */
    public void watch(Progress progress) throws InterruptedException {
        var told = new LinkedHashSet<Part>();
        while (isUp()) {
            parts().stream()
                    .filter(part -> running(part).isEmpty())
                    .filter(told::add)
                    .forEach(part -> progress.tell(
                            part.name(),
                            "has ended; ./millrace up starts it again, "
                                    + process(part).log() + " may tell why"));
            told.removeIf(part -> running(part).isPresent());
            Thread.sleep(WATCH_PAUSE);
        }
    }

    public static CannotGoOn notRunning() {
        return CannotGoOn.because("stack-down", "the stack is not running", "Start it with ./millrace up.");
    }

    public Ports ports() {
        return ports;
    }

    private void start(List<Part> missing, List<Part> group, Set<String> started, Progress progress)
            throws InterruptedException {
        List<Part> fresh = group.stream().filter(missing::contains).toList();
        for (Part part : fresh) {
            started.add(part.name());
            var record = process(part).start(part.command(), part.workingDirectory(), part.port());
            progress.tell(part.name(), "starting on " + Ports.HOST + ":" + part.port() + ", pid " + record.pid());
        }
        awaitReady(group, fresh, progress);
    }

    private void awaitReady(List<Part> group, List<Part> fresh, Progress progress) throws InterruptedException {
        long start = System.nanoTime();
        var waiting = new ArrayList<>(group);
        Wait.until(
                () -> {
                    for (Part part : List.copyOf(waiting)) {
                        if (isReady(part, Duration.ofNanos(System.nanoTime() - start))) {
                            waiting.remove(part);
                            String took = "%.1f s".formatted((System.nanoTime() - start) / 1e9);
                            progress.tell(part.name(), fresh.contains(part) ? "ready after " + took : "is up already");
                        }
                    }
                    return waiting.isEmpty();
                },
                PATIENCE.multipliedBy(2)); // each part's own limit comes first
    }

    private boolean isReady(Part part, Duration waited) {
        if (running(part).isEmpty()) {
            throw new CannotGoOn(failureOf(part, part.purpose() + " ended while it was starting"));
        }
        if (part.isReady()) {
            return true;
        }
        if (waited.compareTo(part.startTimeout()) > 0) {
            throw new CannotGoOn(failureOf(
                    part,
                    part.purpose() + " runs, but was not ready within "
                            + part.startTimeout().toSeconds() + " s"));
        }
        return false;
    }

    private Failure failureOf(Part part, String summary) {
        LocalProcess process = process(part);
        List<String> complaints = process.lastComplaints(EVIDENCE_LINES);
        boolean silent = complaints.isEmpty();
        String silence = running(part).isEmpty() && silent ? ", and its log has no error: was it killed?" : "";
        String remedy = (silent ? "" : "Its last warnings and errors may say why. ")
                + "Start it again with ./millrace up; its log is " + process.log() + ".";
        List<String> evidence = silent ? process.lastLines(EVIDENCE_LINES) : complaints;
        return Failure.transientFailure("process-failed", summary + silence, remedy)
                .withEvidence(String.join("\n", evidence));
    }

    /** Workers first, then what ran on their behalf when nobody is left to look after it, then the broker. Returns names of workloads. */
    private List<String> stop(Set<String> names, Progress progress) throws InterruptedException {
        stop(workers, names, progress);
        try {
            if (workers.stream().anyMatch(worker -> running(worker).isPresent())) {
                return List.of();
            }
            List<String> workloads = stopWorkloads.get();
            workloads.forEach(name -> progress.tell("workload", name + " stopped"));
            return workloads;
        } finally {
            stop(List.of(broker), names, progress);
        }
    }

    /** Of those that run. */
    private Set<String> names(List<Part> group) {
        var running = new LinkedHashSet<String>();
        group.stream().filter(part -> running(part).isPresent()).forEach(part -> running.add(part.name()));
        return running;
    }

    private void stop(List<Part> group, Set<String> names, Progress progress) throws InterruptedException {
        List<Part> going =
                group.stream().filter(part -> names.contains(part.name())).toList();
        going.forEach(part -> process(part).terminate());
        for (Part part : going) {
            process(part).awaitEnd();
            progress.tell(part.name(), "stopped");
        }
    }

    private void requireFree(List<Part> missing) {
        for (Part part : missing) {
            new TreeMap<>(part.listens()).forEach((port, use) -> {
                if (!Ports.isFree(port)) {
                    throw CannotGoOn.because(
                            "port-taken",
                            "port " + port + " on " + Ports.HOST + ", for " + use + ", is taken by another process",
                            "End that process, or choose other ports with --base-port, for example --base-port "
                                    + ports.elsewhere().base() + ".");
                }
            });
        }
    }

    /** What parts that do not run would listen at, and something else does: {@code 8810, for the broker}. */
    List<String> takenByOthers() {
        return parts().stream()
                .filter(part -> running(part).isEmpty())
                .flatMap(part -> new TreeMap<>(part.listens()).entrySet().stream())
                .filter(listens -> !Ports.isFree(listens.getKey()))
                .map(listens -> listens.getKey() + ", for " + listens.getValue())
                .toList();
    }

    private List<Part> parts() {
        var all = new ArrayList<Part>();
        all.add(broker);
        all.addAll(workers);
        return all;
    }

    private Optional<ProcessRecord> running(Part part) {
        return process(part).running();
    }

    private LocalProcess process(Part part) {
        return new LocalProcess(home, part.name(), clock);
    }
}
