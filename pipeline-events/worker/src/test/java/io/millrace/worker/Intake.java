package io.millrace.worker;

import io.millrace.events.Topic;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeSet;

/** How far a replica has read one partition of its topics since it was given it. */
final class Intake {
    private final int generation;
    private final Map<Topic, Long> positions = new EnumMap<>(Topic.class);
    private final Map<Topic, Long> acknowledged = new EnumMap<>(Topic.class);
    private final Map<Topic, TreeSet<Long>> early = new EnumMap<>(Topic.class);

    /** @param generation of the consumer group */
    Intake(int generation) {
        this.generation = generation;
    }

    int generation() {
        return generation;
    }

    /** Put together part by part: the hash of a map of small numbers is often that of another. */
    long state() {
        return Prints.inOrder(
                positions.keySet(),
                topic -> Prints.of(
                        topic.ordinal(),
                        position(topic),
                        acknowledged(topic),
                        Prints.inOrder(early.getOrDefault(topic, new TreeSet<>()), Long::longValue)));
    }

    void begin(Topic topic, long offset) {
        positions.put(topic, offset);
        acknowledged.put(topic, offset);
        early.put(topic, new TreeSet<>());
    }

    long position(Topic topic) {
        return positions.getOrDefault(topic, 0L);
    }

    long next(Topic topic) {
        return positions.merge(topic, 1L, Long::sum) - 1;
    }

    /** The record may be committed, once all before it may. */
    void acknowledge(Topic topic, long offset) {
        var waiting = early.getOrDefault(topic, new TreeSet<>());
        waiting.add(offset);
        while (waiting.remove(acknowledged(topic))) {
            acknowledged.merge(topic, 1L, Long::sum);
        }
    }

    /** All records before it may be committed. */
    long acknowledged(Topic topic) {
        return acknowledged.getOrDefault(topic, 0L);
    }
}
