package io.millrace.bench.chaos;

import io.millrace.bench.chaos.KillPlan.Kill;
import io.millrace.local.Processes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Kills by plan, and starts again at once whatever does not run, as a supervisor would. */
final class Executioner implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Processes processes;
    private final Guardians guardians;
    private final KillPlan plan;
    private final Consumer<String> tell;
    private final List<Kill> struck = new ArrayList<>();
    private final Set<String> killedWorkloads = new TreeSet<>();
    private final Map<String, Integer> kills = new TreeMap<>();
    private final Map<String, Integer> endedByThemselves = new TreeMap<>();
    private final Thread thread = new Thread(this::run, "executioner");
    private volatile boolean on = true;

    Executioner(Processes processes, Guardians guardians, KillPlan plan, Consumer<String> tell) {
        this.processes = processes;
        this.guardians = guardians;
        this.plan = plan;
        this.tell = tell;
    }

    void begin() {
        thread.start();
    }

    private void run() {
        long start = System.nanoTime();
        try {
            while (on) {
                Kill next = plan.kill(struck.size());
                if (System.nanoTime() - start >= next.at().toNanos()) {
                    struck.add(next);
                    strike(next);
                }
                restart();
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void strike(Kill kill) throws InterruptedException {
        if (kill.victim().equals(KillPlan.WORKLOAD)) {
            Optional<String> name = guardians.kill(kill.choice());
            name.ifPresent(killedWorkloads::add);
            count(kills, name.isPresent() ? kill.victim() : "nobody (no workload at that moment)");
        } else {
            processes.kill(kill.victim());
            count(kills, kill.victim());
            processes.start(kill.victim());
        }
    }

    private void restart() {
        for (String name : processes.names()) {
            if (!processes.isAlive(name)) {
                tell.accept(name + " ended by itself, starting it again");
                count(endedByThemselves, name);
                processes.start(name);
            }
        }
    }

    private static void count(Map<String, Integer> counts, String name) {
        counts.merge(name, 1, Integer::sum);
    }

    /** No further kill; every process runs afterwards, whether ready or not. */
    @Override
    public void close() throws InterruptedException {
        stop();
        restart();
    }

    /** No further kill and no further start: whoever ends the processes now has nobody against him. */
    void stop() throws InterruptedException {
        on = false;
        thread.join();
    }

    /** What follows is complete once it is closed. */
    List<Kill> struck() {
        return List.copyOf(struck);
    }

    Set<String> killedWorkloads() {
        return Set.copyOf(killedWorkloads);
    }

    Map<String, Integer> kills() {
        return new TreeMap<>(kills);
    }

    Map<String, Integer> endedByThemselves() {
        return new TreeMap<>(endedByThemselves);
    }
}
