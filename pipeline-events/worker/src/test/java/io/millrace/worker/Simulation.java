package io.millrace.worker;

import io.millrace.events.Envelope;
import io.millrace.events.Metrics;
import io.millrace.events.ModelTrained;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.promises.Breach;
import io.millrace.promises.History;
import io.millrace.promises.History.Belief;
import io.millrace.promises.Promise;
import io.millrace.worker.World.Move;
import io.millrace.worker.World.Rest;
import io.millrace.worker.run.RunKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Two replicas of a worker on one log and one runtime. What decides and what remembers is the worker's own code; what it
 * talks to is simulated, so that a schedule alone says what happens when.
 */
final class Simulation {
    private final World world;
    private final SimulatedLog log;
    private final SimulatedRuntime runtime;
    private final Group group;
    private final List<Replica> replicas;
    private final Scenario scenario;
    private int faults;

    Simulation(Scenario scenario, Defect defect, Schedule schedule) {
        this.scenario = scenario;
        this.world = new World(schedule, scenario.inDetail());
        this.log = new SimulatedLog(world);
        this.runtime = new SimulatedRuntime(world, log, defect);
        this.group = new Group();
        this.replicas = List.of(
                new Replica(world, log, runtime, group, scenario, defect, "A"),
                new Replica(world, log, runtime, group, scenario, defect, "B"));
        replicas.forEach(world::add);
        world.knowsItsState(() -> Prints.of(
                faults, log.state(), runtime.state(), group.state(), Prints.inOrder(replicas, Replica::state)));
        scenario.faults().stream()
                .sorted()
                .forEach(fault -> world.addFault(can -> {
                    if (faults < scenario.most()) {
                        offer(fault, move -> can.accept(counted(move)));
                    }
                }));
        begin();
    }

    private void begin() {
        if (scenario.atTheStart()) {
            scenario.events().forEach(event -> log.append(partition(event), event));
            // The two are alike.
            replicas.getFirst().take(0);
        } else {
            World.Line outside = world.line("outside", "outside");
            scenario.events()
                    .forEach(event ->
                            outside.does("puts an event on the log", () -> log.append(partition(event), event)));
        }
    }

    private Move counted(Move move) {
        return new Move(move.who(), () -> "!! " + move.what().get(), () -> {
            faults++;
            move.happens().run();
        });
    }

    private void offer(Fault fault, Consumer<Move> can) {
        switch (fault) {
            case CRASH -> each(Replica::isAlive, "crashes", Replica::crash, can);
            case EXPIRY -> each(Replica::hasAny, "is not heard of for too long", Replica::expire, can);
            case REBALANCE -> each(Replica::canGiveBack, "is to give back what it has", Replica::giveBack, can);
            case OFFSET_UNKNOWN ->
                each(Replica::isAlive, "is not told where its next write lies", Replica::forgetOffset, can);
            case WORKLOAD_LOST -> {
                if (runtime.isBusy()) {
                    can.accept(new Move("runtime", () -> "a workload is killed", runtime::loseOne));
                }
            }
            case HICCUP ->
                can.accept(new Move("runtime", () -> "the runtime is away for a call", () -> runtime.goAway(1)));
            case OUTAGE ->
                can.accept(new Move("runtime", () -> "the runtime is away for long", () -> runtime.goAway(6)));
            case COMPACTION -> {
                for (int i = 0; i < scenario.partitions(); i++) {
                    int partition = i;
                    can.accept(new Move("broker", () -> "compacts " + partition, () -> log.compact(partition)));
                }
            }
        }
    }

    private void each(
            java.util.function.Predicate<Replica> possible,
            String what,
            Consumer<Replica> happens,
            Consumer<Move> can) {
        for (Replica replica : replicas) {
            if (possible.test(replica)) {
                can.accept(new Move("fault", () -> replica.id() + " " + what, () -> happens.accept(replica)));
            }
        }
    }

    static int partition(Envelope envelope) {
        return partition(envelope.event().key());
    }

    /** A model whose name ends with an odd number lies on partition 1. */
    static int partition(String model) {
        int number = Character.digit(model.charAt(model.length() - 1), 10);
        return Math.max(0, number) % 2;
    }

    static ModelTrained at(ModelTrained trained, long moment) {
        var measured = new Metrics(Map.of("moment", (double) moment));
        return new ModelTrained(
                trained.run(), trained.status(), trained.candidate().trained(Optional.empty(), measured));
    }

    /** @param breaches empty where the schedule did not go on to the end */
    record Result(Rest rest, List<Breach> breaches, Supplier<List<String>> trace) {
        @Override
        public String toString() {
            return breaches + "\n" + String.join("\n", trace.get());
        }
    }

    Result run() {
        Rest rest = world.run();
        return new Result(rest, rest == Rest.KNOWN ? List.of() : Promise.judge(history(rest)), world::trace);
    }

    private History history(Rest rest) {
        var left = new ArrayList<String>();
        if (rest == Rest.NEVER) {
            left.add("something goes round in circles");
        }
        var beliefs = new ArrayList<Belief>();
        for (int partition = 0; partition < scenario.partitions(); partition++) {
            Share share = remembered(partition);
            share.lanes().forEach(lane -> lane.active().forEach(held -> left.add("held: " + held)));
            runs().stream()
                    .filter(run -> partition(run.model().value()) == share.partition() && share.isOver(RunKey.of(run)))
                    .flatMap(run -> share.latest(run.run()).stream())
                    .map(over -> new Belief(over.run(), Stage.TRAIN, over.ended()))
                    .filter(belief -> !beliefs.contains(belief))
                    .forEach(beliefs::add);
        }
        runtime.left().forEach(workload -> left.add("workload " + workload));
        replicas.forEach(replica -> replica.trouble().ifPresent(left::add));
        return new History(Stage.TRAIN, log.all(), runtime.works(), beliefs, left);
    }

    private LinkedHashSet<RunRef> runs() {
        var runs = new LinkedHashSet<RunRef>();
        log.all().forEach(seen -> seen.envelope().event().runRef().ifPresent(runs::add));
        return runs;
    }

    /** What the next owner would find. */
    private Share remembered(int partition) {
        var after = new World(Schedule.random(0), false);
        var reader = new SimulatedProducer(after, log, "the judge", Defect.NONE);
        var loaded = new TopicJournal(reader, Replica.JSON, "the judge").load(List.of(partition));
        after.run();
        return loaded.join().iterator().next();
    }
}
