package io.millrace.worker;

import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.Topic;
import io.millrace.promises.History.Belief;
import io.millrace.worker.run.Held;
import io.millrace.worker.run.RunKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** One stage: two replicas of its worker, and what outlives them and is no other stage's. */
final class SimulatedStage {
    private final Stage stage;
    private final SimulatedLog log;
    private final Scenario scenario;
    private final SimulatedState state = new SimulatedState();
    private final Group group = new Group();
    private final SimulatedRuntime runtime;
    private final List<Replica> replicas;

    SimulatedStage(Stage stage, World world, SimulatedLog log, Scenario scenario, Defect defect) {
        this.stage = stage;
        this.log = log;
        this.scenario = scenario;
        this.runtime = new SimulatedRuntime(stage, world, log, defect);
        this.replicas = names(stage)
                .map(name -> new Replica(world, log, this, scenario, defect, name))
                .toList();
        replicas.forEach(world::add);
    }

    private static Stream<String> names(Stage stage) {
        return stage == Stage.TRAIN ? Stream.of("A", "B") : Stream.of("C", "D");
    }

    Stage stage() {
        return stage;
    }

    /** What it reads. */
    List<Topic> inputs() {
        return List.of(stage == Stage.TRAIN ? Topic.IMAGE_BUILT : Topic.MODEL_TRAINED, Topic.COMMANDS);
    }

    SimulatedState state() {
        return state;
    }

    Group group() {
        return group;
    }

    SimulatedRuntime runtime() {
        return runtime;
    }

    List<Replica> replicas() {
        return replicas;
    }

    long print() {
        return Prints.of(state.state(), runtime.state(), group.state(), Prints.inOrder(replicas, Replica::state));
    }

    /** How the runs ended, as its next owners would find it. */
    List<Belief> beliefs(Collection<RunRef> runs) {
        var beliefs = new ArrayList<Belief>();
        shares().forEach(share -> runs.stream()
                .filter(run -> Simulation.partition(run.model().value()) == share.partition())
                .filter(run -> share.isOver(RunKey.of(run)))
                .flatMap(run -> share.latest(run.run()).stream())
                .map(over -> new Belief(over.run(), stage, over.ended()))
                .filter(belief -> !beliefs.contains(belief))
                .forEach(beliefs::add));
        return beliefs;
    }

    /** What is still there. */
    List<String> left() {
        var left = new ArrayList<String>();
        for (Share share : shares()) {
            share.lanes().forEach(lane -> lane.active().forEach((Held held) -> left.add("held: " + held)));
        }
        runtime.left().forEach(workload -> left.add("workload " + workload));
        replicas.forEach(replica -> replica.trouble().ifPresent(left::add));
        return left;
    }

    /** What the next owner of each partition would find. */
    private List<Share> shares() {
        var shares = new ArrayList<Share>();
        for (int partition = 0; partition < scenario.partitions(); partition++) {
            var after = new World(Schedule.random(0), false);
            var reader = new SimulatedProducer(after, log, state, "the judge", Defect.NONE);
            var loaded = new TopicJournal(reader, Replica.JSON, "the judge").load(List.of(partition));
            after.run();
            shares.addAll(loaded.join());
        }
        return shares;
    }
}
