package io.millrace.monitor.view;

import java.util.Set;
import java.util.TreeSet;

/**
 * Which models something happened to.
 *
 * @param all    something happened that is not told one by one: look at everything
 * @param models by name; what belongs to no model comes under a name that no model can have
 */
public record News(boolean all, Set<String> models) {
    /** More than that is everything. */
    static final int MAX_MODELS = 100;

    static final News NONE = new News(false, Set.of());
    static final News ALL = new News(true, Set.of());

    News and(String model) {
        if (all || models.contains(model)) {
            return this;
        }
        if (models.size() == MAX_MODELS) {
            return ALL;
        }
        var more = new TreeSet<>(models);
        more.add(model);
        return new News(false, Set.copyOf(more));
    }

    public boolean isEmpty() {
        return !all && models.isEmpty();
    }
}
