package io.millrace.worker;

import io.millrace.events.ModelName;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Told as a CDI event whenever this replica was given partitions or gave some up: for stages that look after something
 * beyond single runs. Observers must be quick, because the partitions wait for them.
 *
 * <p>A replica that was paused learns late that it lost partitions; until then it believes to have them.
 *
 * @param held      the partitions that it has now
 * @param all       how many partitions there are
 * @param placement the partition of everything about a model
 */
public record PartitionsChanged(Set<Integer> held, int all, ToIntFunction<ModelName> placement) {
    public PartitionsChanged {
        held = Set.copyOf(held);
    }

    /** Whether this replica is the one that acts for the model. */
    public boolean holds(ModelName model) {
        return held.contains(placement.applyAsInt(model));
    }

    /** Whether no other replica acts for any model. */
    public boolean holdsAll() {
        return held.size() == all;
    }
}
