package io.millrace.worker;

import io.millrace.events.Envelope;
import io.millrace.events.Metrics;
import io.millrace.events.ModelTrained;
import io.millrace.events.RunRef;
import io.millrace.promises.Breach;
import io.millrace.promises.History;
import io.millrace.promises.Promise;
import io.millrace.worker.World.Move;
import io.millrace.worker.World.Rest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Two replicas of a worker on one log and one runtime, or of two workers that follow one another. What decides and what remembers is the worker's own code; what it
 * talks to is simulated, so that a schedule alone says what happens when.
 */
final class Simulation {
    private final World world;
    private final SimulatedLog log;
    private final List<SimulatedStage> stages;
    private final Scenario scenario;
    private int faults;

    Simulation(Scenario scenario, Defect defect, Schedule schedule) {
        this.scenario = scenario;
        this.world = new World(schedule, scenario.inDetail());
        this.log = new SimulatedLog(world);
        this.stages = scenario.stages().stream()
                .map(stage -> new SimulatedStage(stage, world, log, scenario, defect))
                .toList();
        world.knowsItsState(() -> Prints.of(faults, log.state(), Prints.inOrder(stages, SimulatedStage::print)));
        scenario.faults().stream()
                .sorted()
                .forEach(fault -> world.addFault(can -> {
                    if (faults < scenario.most()) {
                        stages.forEach(stage -> offer(stage, fault, move -> can.accept(counted(move))));
                    }
                }));
        begin();
    }

    private void begin() {
        if (scenario.atTheStart()) {
            scenario.events().forEach(event -> log.append(partition(event), event));
            // The two are alike.
            stages.forEach(stage -> stage.replicas().getFirst().take(0));
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

    private void offer(SimulatedStage stage, Fault fault, Consumer<Move> can) {
        SimulatedRuntime runtime = stage.runtime();
        switch (fault) {
            case CRASH -> each(stage, Replica::isAlive, "crashes", Replica::crash, can);
            case EXPIRY -> each(stage, Replica::hasAny, "is not heard of for too long", Replica::expire, can);
            case REBALANCE -> each(stage, Replica::canGiveBack, "is to give back what it has", Replica::giveBack, can);
            case OFFSET_UNKNOWN ->
                each(stage, Replica::isAlive, "is not told where its next write lies", Replica::forgetOffset, can);
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
                    can.accept(new Move("broker", () -> "compacts " + partition, () -> stage.state()
                            .compact(partition)));
                }
            }
        }
    }

    private static void each(
            SimulatedStage stage,
            java.util.function.Predicate<Replica> possible,
            String what,
            Consumer<Replica> happens,
            Consumer<Move> can) {
        for (Replica replica : stage.replicas()) {
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
        stages.forEach(stage -> left.addAll(stage.left()));
        return new History(
                scenario.stages().getLast(),
                log.all(),
                stages.stream()
                        .flatMap(stage -> stage.runtime().works().stream())
                        .toList(),
                stages.stream().flatMap(stage -> stage.beliefs(runs()).stream()).toList(),
                left);
    }

    private LinkedHashSet<RunRef> runs() {
        var runs = new LinkedHashSet<RunRef>();
        log.all().forEach(seen -> seen.envelope().event().runRef().ifPresent(runs::add));
        return runs;
    }
}
