package io.millrace.worker;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.events.Envelope;
import io.millrace.events.Stage;
import io.millrace.events.Topic;
import io.millrace.worker.run.Origin;
import io.millrace.worker.run.Rules;
import io.millrace.worker.run.StageCore;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One process of the worker: its own code, and around it what polls for it. When it dies, all that it knew is lost; what
 * it had under way is lost, too, or still arrives.
 */
final class Replica implements World.Source {
    private static final WorkerMetrics METRICS = new WorkerMetrics(new SimpleMeterRegistry(), trainer());
    static final StateJson JSON = new KnownJson();

    private final World world;
    private final SimulatedLog log;
    private final SimulatedStage stage;
    private final Group group;
    private final Scenario scenario;
    private final Defect defect;
    private final String name;
    private final Map<Integer, Intake> intakes = new TreeMap<>();
    private int lives;
    private int generations;
    private boolean dead = true;
    private boolean polls;
    private SimulatedProducer producer;
    private TopicJournal journal;
    private Loop loop;
    private Dispatcher dispatcher;

    Replica(World world, SimulatedLog log, SimulatedStage stage, Scenario scenario, Defect defect, String name) {
        this.world = world;
        this.log = log;
        this.stage = stage;
        this.group = stage.group();
        this.scenario = scenario;
        this.defect = defect;
        this.name = name;
        start();
    }

    private static WorkerConfig trainer() {
        return (WorkerConfig) Proxy.newProxyInstance(
                Replica.class.getClassLoader(),
                new Class<?>[] {WorkerConfig.class},
                (proxy, method, arguments) -> Stage.TRAIN);
    }

    /** Another one each time that it is started. */
    String id() {
        return name + lives;
    }

    private void start() {
        lives++;
        dead = false;
        polls = true;
        intakes.clear();
        producer = new SimulatedProducer(world, log, stage.state(), id(), defect);
        journal = new TopicJournal(producer, JSON, id());
        loop = new Loop(new SimulatedThread(world.quickLine(id(), id() + " loop")));
        World.Line background = world.line(id(), id() + " background");
        dispatcher = new Dispatcher(
                new StageCore(
                        stage.stage(),
                        (event, run) -> ToyStage.plan(stage.stage(), event, defect == Defect.NO_QUEUE),
                        Rules.DEFAULT),
                journal,
                producer,
                new SimulatedHands(world, id(), stage.runtime()),
                log::at,
                model -> Simulation.partition(model.value()),
                METRICS,
                loop,
                task -> background.does("finds in the log", task),
                world.clock());
    }

    /** All that tells this replica from one in another state, beside what is on its lines. */
    long state() {
        return dead
                ? Prints.of(lives)
                : Prints.of(
                        lives,
                        polls ? 1 : 0,
                        Prints.inOrder(
                                intakes.entrySet(),
                                intake -> Prints.of(
                                        intake.getKey(), intake.getValue().state())),
                        producer.state(),
                        Inside.state(dispatcher, scenario.partitions()));
    }

    boolean isAlive() {
        return !dead;
    }

    void crash() {
        world.remove(id());
        group.expel(id());
        dead = true;
    }

    /** It was not heard of for too long. It does not know, and goes on. */
    void expire() {
        group.expel(id());
    }

    boolean hasAny() {
        return !dead && group.hasAny(id());
    }

    /** What it writes next is acknowledged without saying where it lies. */
    void forgetOffset() {
        producer.forgetOffset();
    }

    /** It is asked to give up its partitions, and does so in order. */
    void giveBack() {
        intakes.forEach((partition, intake) -> {
            if (group.isOwner(partition, id())) {
                revoke(partition, () -> {
                    stage.inputs().forEach(topic -> group.commit(topic, partition, id(), intake.acknowledged(topic)));
                    group.free(partition);
                });
            }
        });
    }

    boolean canGiveBack() {
        return polls && hasAny();
    }

    @Override
    public void moves(Consumer<World.Move> can) {
        if (dead && scenario.restarts()) {
            can.accept(new World.Move(name, () -> name + " is started again", this::start));
        } else if (!dead && polls) {
            for (int partition = 0; partition < scenario.partitions(); partition++) {
                moves(partition, can);
            }
        }
    }

    private void moves(int partition, Consumer<World.Move> can) {
        Intake intake = intakes.get(partition);
        if (intake == null) {
            if (group.isFree(partition)) {
                can.accept(move(() -> "is given " + partition, () -> take(partition)));
            }
            return;
        }
        if (!group.isOwner(partition, id())) {
            can.accept(move(() -> "learns that it lost " + partition, () -> revoke(partition, () -> {})));
        }
        for (Topic topic : stage.inputs()) {
            long position = intake.position(topic);
            if (position < log.end(topic, partition)) {
                Supplier<String> what = () -> "reads " + topic.suffix() + "-" + partition + "@" + position;
                can.accept(move(what, () -> read(topic, partition, intake)));
            }
            if (scenario.commits() == Scenario.Commits.ANY_TIME
                    && intake.acknowledged(topic) > group.committed(topic, partition)) {
                can.accept(move(
                        () -> "commits " + topic.suffix() + "-" + partition, () -> commit(topic, partition, intake)));
            }
        }
    }

    private World.Move move(Supplier<String> what, Runnable happens) {
        return new World.Move(id(), what, happens);
    }

    /** As the worker's inbox does: nothing is read before what is remembered is loaded. */
    void take(int partition) {
        group.give(partition, id());
        polls = false;
        int generation = ++generations;
        var unused = journal.load(Set.of(partition))
                .thenCompose(loaded -> dispatcher.assigned(loaded, generation))
                .thenRun(() -> {
                    var intake = new Intake(generation);
                    stage.inputs().forEach(topic -> intake.begin(topic, group.committed(topic, partition)));
                    intakes.put(partition, intake);
                    polls = true;
                });
    }

    private void revoke(int partition, Runnable whenDone) {
        polls = false;
        var unused = dispatcher.revoked(Set.of(partition)).thenRun(() -> {
            whenDone.run();
            intakes.remove(partition);
            polls = true;
        });
    }

    /** The next record is asked for when this one is decided on. */
    private void read(Topic topic, int partition, Intake intake) {
        long offset = intake.next(topic);
        Envelope envelope = log.at(topic, partition, offset);
        var origin = new Origin(topic.name(), partition, offset);
        polls = false;
        Runnable acknowledge = () -> {
            intake.acknowledge(topic, offset);
            if (scenario.commits() == Scenario.Commits.AT_ONCE) {
                commit(topic, partition, intake);
            }
        };
        if (defect == Defect.READ_BEFORE_REMEMBERED) {
            acknowledge.run();
        }
        Optional<io.millrace.events.RunRef> run = envelope.event().runRef();
        var unused = dispatcher
                .accept(new Arrival(origin, envelope, run, intake.generation()), () -> {
                    acknowledge.run();
                    return CompletableFuture.completedFuture(null);
                })
                .thenRun(() -> polls = true);
    }

    private void commit(Topic topic, int partition, Intake intake) {
        group.commit(topic, partition, id(), intake.acknowledged(topic));
    }

    Optional<String> trouble() {
        return dead ? Optional.empty() : dispatcher.trouble().map(trouble -> id() + " is in trouble: " + trouble);
    }
}
