package io.millrace.worker;

import io.millrace.events.Topic;
import java.util.HashMap;
import java.util.Map;

/** The consumer group at the broker: who has which partition, and up to where it was read. */
final class Group {
    private final Map<Integer, String> owners = new HashMap<>();
    private final Map<String, Long> committed = new HashMap<>();

    long state() {
        return Prints.of(
                Prints.inAnyOrder(
                        owners.entrySet(),
                        owner -> Prints.of(owner.getKey(), owner.getValue().hashCode())),
                Prints.inAnyOrder(
                        committed.entrySet(), read -> Prints.of(read.getKey().hashCode(), read.getValue())));
    }

    boolean isFree(int partition) {
        return !owners.containsKey(partition);
    }

    boolean isOwner(int partition, String member) {
        return member.equals(owners.get(partition));
    }

    boolean hasAny(String member) {
        return owners.containsValue(member);
    }

    void give(int partition, String member) {
        owners.put(partition, member);
    }

    void free(int partition) {
        owners.remove(partition);
    }

    /** The member is gone, or was not heard of for too long. */
    void expel(String member) {
        owners.values().removeIf(member::equals);
    }

    long committed(Topic topic, int partition) {
        return committed.getOrDefault(SimulatedLog.name(topic, partition), 0L);
    }

    /** Refused, if it comes from somebody who is no owner. */
    void commit(Topic topic, int partition, String member, long next) {
        if (member.equals(owners.get(partition))) {
            committed.put(SimulatedLog.name(topic, partition), next);
        }
    }
}
