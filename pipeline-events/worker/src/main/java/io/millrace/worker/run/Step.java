package io.millrace.worker.run;

import java.util.List;
import java.util.stream.Stream;

/**
 * What an input comes to.
 *
 * @param lane          the new state
 * @param changed       what of it has to be made durable before anything is done
 * @param alertsChanged whether the open alerts have to be, too
 * @param actions       what to do then, in this order
 */
public record Step(Lane lane, List<Held> changed, boolean alertsChanged, List<Action> actions) {
    public Step {
        changed = List.copyOf(changed);
        actions = List.copyOf(actions);
    }

    static Step unchanged(Lane lane) {
        return new Step(lane, List.of(), false, List.of());
    }

    Step then(Step next) {
        return new Step(
                next.lane,
                concat(changed, next.changed),
                alertsChanged || next.alertsChanged,
                concat(actions, next.actions));
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
