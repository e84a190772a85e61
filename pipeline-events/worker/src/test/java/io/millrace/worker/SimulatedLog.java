package io.millrace.worker;

import io.millrace.events.AlertRaised;
import io.millrace.events.CommandAccepted;
import io.millrace.events.Envelope;
import io.millrace.events.EventType;
import io.millrace.events.RunEnded;
import io.millrace.events.Topic;
import io.millrace.promises.History.Seen;
import io.millrace.worker.run.Origin;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The broker's disk: the events of all topics. */
final class SimulatedLog {
    private final World world;
    private final Map<Topic, Map<Integer, List<Envelope>>> events = new EnumMap<>(Topic.class);
    private final List<Seen> all = new ArrayList<>();
    private long order;

    SimulatedLog(World world) {
        this.world = world;
    }

    static Topic topic(Envelope envelope) {
        return EventType.of(envelope.event()).topic();
    }

    List<Seen> all() {
        return all;
    }

    private List<Envelope> records(Topic topic, int partition) {
        return events.computeIfAbsent(topic, unused -> new HashMap<>())
                .computeIfAbsent(partition, unused -> new ArrayList<>());
    }

    static String name(Topic topic, int partition) {
        return topic.suffix() + "-" + partition;
    }

    void append(int partition, Envelope envelope) {
        Topic topic = topic(envelope);
        if (envelope.event() instanceof CommandAccepted
                || envelope.event() instanceof AlertRaised
                || envelope.event() instanceof RunEnded) {
            happened(envelope.event().hashCode());
        }
        List<Envelope> there = records(topic, partition);
        there.add(envelope);
        all.add(new Seen(topic.suffix(), partition, there.size() - 1L, world.moment(), envelope));
        world.note(() -> "on the log: " + envelope.event());
    }

    Envelope at(Topic topic, int partition, long offset) {
        return records(topic, partition).get((int) offset);
    }

    Optional<Envelope> at(Origin origin) {
        return Optional.of(at(Topic.valueOf(origin.topic()), origin.partition(), origin.offset()));
    }

    long end(Topic topic, int partition) {
        return records(topic, partition).size();
    }

    /** Something whose place among others of its kind is judged. */
    void happened(long print) {
        order = Prints.of(order, print);
    }

    long state() {
        long logs = Prints.inAnyOrder(
                events.entrySet(),
                topic -> Prints.of(
                        topic.getKey().ordinal(),
                        Prints.inAnyOrder(
                                topic.getValue().entrySet(),
                                records -> Prints.of(
                                        records.getKey(), Prints.inOrder(records.getValue(), Envelope::hashCode)))));
        return Prints.of(order, logs);
    }
}
