package io.millrace.deployer;

import static io.millrace.deployer.Versions.DEPLOY;
import static io.millrace.deployer.Versions.DIGITS;
import static io.millrace.deployer.Versions.IMAGE;
import static io.millrace.deployer.Versions.candidate;
import static io.millrace.deployer.Versions.judged;

import io.millrace.deployer.SimulatedReplica.Workloads;
import io.millrace.events.Command;
import io.millrace.events.DeploymentRemove;
import io.millrace.events.DeploymentRollback;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunRef;
import io.millrace.events.ServingEvent;
import io.millrace.events.Stage;
import io.millrace.events.Topic;
import io.millrace.events.Verdict;
import io.millrace.promises.Breach;
import io.millrace.promises.History;
import io.millrace.promises.History.Seen;
import io.millrace.promises.Promise;
import io.millrace.worker.Outcome;
import io.millrace.worker.Task;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * A model's way through production with two deployers, as a seed has it: versions, rollbacks and removals, each the next
 * turn of the model, as the worker kit gives them; crashes and pauses in the middle of a turn, moved partitions, events
 * that are read late, and copies of them that are published late. What is promised of a single turn (one at a time, done
 * again until its outcome counts) is the kit's, and simulated there.
 */
final class SimulatedProduction {
    private static final URI SOURCE = URI.create("/test");

    private final Random random;
    private final List<Envelope> log = new ArrayList<>();
    private final Workloads workloads = new Workloads();
    private final List<SimulatedReplica> replicas = new ArrayList<>();
    private final List<Envelope> late = new ArrayList<>();
    private final Map<Integer, Integer> rounds = new TreeMap<>();
    private final List<String> trace = new ArrayList<>();
    private Optional<Integer> wanted = Optional.empty();
    private int holder;
    private int versions;
    private int wishes;

    SimulatedProduction(long seed) {
        this.random = new Random(seed);
        for (int replica = 0; replica < 2; replica++) {
            replicas.add(new SimulatedReplica(log, workloads));
        }
        moveTo(0);
    }

    List<String> trace() {
        return trace;
    }

    void go(int steps) {
        for (int step = 0; step < steps; step++) {
            switch (random.nextInt(8)) {
                case 0 -> moveTo(1 - holder);
                case 1 -> crash(random.nextInt(2));
                case 2, 3 -> replicas.get(random.nextInt(2)).readOne();
                case 4 -> publishLate();
                default -> turn();
            }
        }
        late.forEach(log::add);
        settle();
    }

    /** Both read on for as long as there is anything, and answer to it. */
    private void settle() {
        int before;
        do {
            before = log.size();
            replicas.forEach(SimulatedReplica::readToTheEnd);
        } while (log.size() > before);
    }

    private void moveTo(int replica) {
        trace.add(replica + " has the model");
        holder = replica;
        replicas.get(replica).hold(true);
        replicas.get(1 - replica).hold(false);
    }

    private void crash(int replica) {
        trace.add(replica + " is started again");
        replicas.set(replica, new SimulatedReplica(log, workloads));
        replicas.get(replica).hold(replica == holder);
    }

    private void publishLate() {
        if (!late.isEmpty()) {
            Envelope copy = late.remove(random.nextInt(late.size()));
            trace.add("a late copy of " + copy.event());
            log.add(copy);
        }
    }

    private void turn() {
        int kind = random.nextInt(4);
        if (versions == 0 || kind < 2) {
            rounds.put(++versions, 0);
            wanted = Optional.of(versions);
            carryOut(versions, Optional.empty());
            return;
        }
        int version = 1 + random.nextInt(versions);
        rounds.merge(version, 1, Integer::sum);
        RunRef run = Versions.run(version);
        if (kind == 2) {
            wanted = Optional.of(version);
            carryOut(version, Optional.of(new DeploymentRollback(run.run(), DIGITS, Optional.empty())));
        } else {
            wanted = wanted.filter(serving -> serving != version);
            carryOut(version, Optional.of(new DeploymentRemove(run.run(), DIGITS, Optional.empty())));
        }
    }

    private void carryOut(int version, Optional<Command> command) {
        Task task = task(version, command);
        trace.add(task.run() + " " + command.map(Object::toString).orElse("has its turn"));
        if (random.nextInt(4) == 0) {
            // It is paused or dies before its outcome is remembered, so that does not count.
            replicas.get(holder).perform(task);
            int away = holder;
            if (random.nextBoolean()) {
                crash(away);
            }
            moveTo(1 - away);
        }
        if (replicas.get(holder).perform(task) instanceof Outcome.Answered(var status, var events, var ending)) {
            events.stream().filter(ServingEvent.class::isInstance).forEach(this::publish);
        } else {
            throw new AssertionError(task + " failed");
        }
    }

    private void publish(PipelineEvent event) {
        trace.add("on the log: " + event);
        RunRef run = ((ServingEvent) event).run();
        Envelope envelope = Envelope.first(EventIds.serving(run), SOURCE, Instant.EPOCH, event);
        log.add(envelope);
        if (random.nextInt(3) == 0) {
            late.add(envelope);
        }
    }

    private Task task(int version, Optional<Command> command) {
        RunRef first = Versions.run(version);
        var run = new RunRef(
                first.run(), rounds.getOrDefault(version, 0), first.model(), first.version(), first.sequence());
        var passed = judged(first, Verdict.PASSED, candidate(Optional.of(DEPLOY), Optional.of(IMAGE)));
        return new Task(
                run,
                1,
                Envelope.first(EventIds.outcome(first, Stage.EVALUATE), SOURCE, Instant.EPOCH, passed),
                command.map(wish -> Envelope.first("wish-" + ++wishes, SOURCE, Instant.EPOCH, wish)));
    }

    /** The version that is to answer, by what was registered and wished. */
    Optional<Integer> wanted() {
        return wanted;
    }

    /** The version that answers, for each replica. */
    List<Optional<Integer>> answers() {
        return replicas.stream()
                .map(replica -> replica.answers(DIGITS).flatMap(this::versionOf))
                .toList();
    }

    /** Versions that have a server, once for each server. */
    List<Optional<Integer>> servers() {
        return workloads.running().stream().map(this::versionOf).toList();
    }

    private Optional<Integer> versionOf(String workload) {
        Collection<Integer> all = rounds.keySet();
        return all.stream()
                .filter(version -> workload.contains(Versions.run(version).run().value()))
                .findFirst();
    }

    List<Breach> breaches() {
        var seen = new ArrayList<Seen>();
        for (Envelope envelope : log) {
            seen.add(new Seen(Topic.SERVING.suffix(), 0, seen.size(), 0, envelope));
        }
        return Promise.SERVING_NEVER_GOES_BACK.breaches(
                new History(Stage.DEPLOY, seen, List.of(), List.of(), List.of()));
    }
}
