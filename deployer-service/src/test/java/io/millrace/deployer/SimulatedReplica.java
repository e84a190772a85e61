package io.millrace.deployer;

import io.millrace.deployer.rollout.Gateway;
import io.millrace.deployer.rollout.Route;
import io.millrace.deployer.rollout.Routes;
import io.millrace.deployer.rollout.Servers;
import io.millrace.deployer.rollout.ServingLog;
import io.millrace.deployer.rollout.Trial;
import io.millrace.events.Envelope;
import io.millrace.events.ModelName;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEnded;
import io.millrace.events.ServingEvent;
import io.millrace.worker.Outcome;
import io.millrace.worker.PartitionsChanged;
import io.millrace.worker.Reporter;
import io.millrace.worker.Task;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** A deployer of two, with its own decisions; what it talks to is simulated. What it remembers is lost with a crash. */
final class SimulatedReplica implements Servers, Gateway, ServingLog, Reporter {
    private static final URI ADDRESS = URI.create("http://127.0.0.1:5000");

    private final List<Envelope> log;
    private final Workloads workloads;
    private final Set<String> retired = new HashSet<>();
    private final Upkeep upkeep;
    private final DeployerWorker worker;
    private Routes<URI> routes = Routes.unread();
    private int read;

    /**
     * @param log       the topic of what serves, appended to by everybody
     * @param workloads that outlive the replicas
     */
    SimulatedReplica(List<Envelope> log, Workloads workloads) {
        DeployerConfig config = Configured.with(Map.of());
        this.log = log;
        this.workloads = workloads;
        this.upkeep = new Upkeep(
                this,
                this,
                envelope -> {
                    log.add(envelope);
                    return CompletableFuture.completedFuture(null);
                },
                config);
        this.worker = new DeployerWorker(this, this, this, upkeep, config);
        readToTheEnd();
        upkeep.complete();
    }

    /**
     * Names of servers.
     *
     * @param spent that cannot be started any more
     */
    record Workloads(Set<String> running, Set<String> spent) {
        Workloads() {
            this(new TreeSet<>(), new HashSet<>());
        }

        void start(String name) {
            if (!spent.contains(name)) {
                running.add(name);
            }
        }

        void end(String name) {
            running.remove(name);
            spent.add(name);
        }
    }

    void hold(boolean has) {
        upkeep.on(new PartitionsChanged(has ? Set.of(0) : Set.of(), 2, model -> 0));
    }

    Outcome perform(Task task) {
        try {
            return worker.perform(task, this);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean readOne() {
        if (read == log.size()) {
            return false;
        }
        upkeep.told(log.get(read++));
        return true;
    }

    /** Also what is appended because of what is read. */
    void readToTheEnd() {
        while (readOne()) {}
    }

    /** The workload that answers here. */
    Optional<String> answers(ModelName model) {
        return routes.of(model) instanceof Route.Up<URI> up
                ? Optional.of(up.version().workload())
                : Optional.empty();
    }

    @Override
    public Optional<ServingEvent> latest(ModelName model) {
        return log.stream().map(envelope -> (ServingEvent) envelope.event()).reduce(ServingEvent::later);
    }

    @Override
    public Trial tryOut(ServingChanged candidate) {
        workloads.start(candidate.workload());
        return new Trial.Fit(ADDRESS);
    }

    @Override
    public void keepUp(ServingChanged version) {
        // The keeper asks the log before it starts anything.
        boolean isReplaced = latest(version.run().model())
                .filter(now -> now.generation() > version.generation())
                .isPresent();
        if (!isReplaced) {
            workloads.start(version.workload());
        }
        up(version, ADDRESS);
    }

    @Override
    public void watch(ServingChanged version) {
        up(version, ADDRESS);
    }

    @Override
    public void retire(String workload, Duration others) {
        workloads.end(workload);
        retired.add(workload);
    }

    @Override
    public boolean isRetired(String workload) {
        return retired.contains(workload);
    }

    @Override
    public void discard(String workload) {
        workloads.end(workload);
    }

    @Override
    public void comingUp(ServingChanged version) {
        routes = routes.comingUp(version);
    }

    @Override
    public void up(ServingChanged version, URI address) {
        routes = routes.up(version, address);
    }

    @Override
    public void down(ServingChanged version) {
        routes = routes.down(version);
    }

    @Override
    public void gone(ServingEnded end) {
        routes = routes.gone(end.run().model(), end.generation());
    }

    @Override
    public void complete() {
        routes = routes.completed();
    }

    @Override
    public boolean isSettled() {
        return routes.isSettled();
    }

    @Override
    public int drain(String workload, Duration atMost) {
        return 0;
    }

    @Override
    public void message(String text) {}

    @Override
    public void metric(String name, double value, Optional<Long> step) {}
}
