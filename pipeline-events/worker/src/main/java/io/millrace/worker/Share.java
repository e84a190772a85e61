package io.millrace.worker;

import io.millrace.events.ModelName;
import io.millrace.worker.run.Held;
import io.millrace.worker.run.Lane;
import io.millrace.worker.run.OpenAlert;
import io.millrace.worker.run.RunKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What this worker remembers of one partition while it holds it. Confined to the dispatcher's thread. */
final class Share {
    private final int partition;
    private final Map<ModelName, Lane> lanes = new HashMap<>();
    private final Set<RunKey> concluded = new HashSet<>();

    Share(int partition) {
        this.partition = partition;
    }

    int partition() {
        return partition;
    }

    Lane lane(ModelName model) {
        return lanes.getOrDefault(model, Lane.empty(model));
    }

    Collection<Lane> lanes() {
        return List.copyOf(lanes.values());
    }

    boolean isOver(RunKey key) {
        return concluded.contains(key);
    }

    void put(Lane lane) {
        if (lane.isEmpty()) {
            lanes.remove(lane.model());
        } else {
            lanes.put(lane.model(), lane);
        }
    }

    void put(Held held) {
        if (held instanceof Held.Concluded over) {
            concluded.add(over.key());
        }
    }

    /** As read from the log. */
    void restore(Held held) {
        put(lane(held.run().model()).with(held));
        put(held);
    }

    void restore(ModelName model, List<OpenAlert> open) {
        put(lane(model).withOpenAlerts(open));
    }
}
