package io.millrace.worker.run;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What an input comes to.
 *
 * @param lane         the new state
 * @param changed      the runs of it that have to be made durable before anything is done, each as it is in the end
 * @param orders       the orders that have to be, too, those of a run as they are in the end
 * @param modelChanged whether what it holds of the model itself has to be, too: open alerts, the newest version
 * @param actions      what to do then, in this order
 */
public record Step(Lane lane, List<Held> changed, List<Orders> orders, boolean modelChanged, List<Action> actions) {
    public Step {
        changed = List.copyOf(changed);
        orders = List.copyOf(orders);
        actions = List.copyOf(actions);
    }

    static Step unchanged(Lane lane) {
        return new Step(lane, List.of(), List.of(), false, List.of());
    }

    static Step changed(Lane lane, Held held, Action... actions) {
        return new Step(lane, List.of(held), List.of(), false, List.of(actions));
    }

    static Step ordered(Lane lane, Orders orders, Action... actions) {
        return new Step(lane, List.of(), List.of(orders), false, List.of(actions));
    }

    static Step ofModel(Lane lane, List<Action> actions) {
        return new Step(lane, List.of(), List.of(), true, actions);
    }

    static Step doing(Lane lane, Action... actions) {
        return new Step(lane, List.of(), List.of(), false, List.of(actions));
    }

    public Step then(Step next) {
        return new Step(
                next.lane,
                latest(changed, next.changed, Held::key),
                latest(orders, next.orders, Orders::run),
                modelChanged || next.modelChanged,
                concat(actions, next.actions));
    }

    /** Nothing is done before all of it is durable, so what a run was in between need not be, and must not be found. */
    private static <T> List<T> latest(List<T> first, List<T> next, Function<T, Object> key) {
        Stream<T> last = first.stream().filter(one -> next.stream().map(key).noneMatch(key.apply(one)::equals));
        return Stream.concat(last, next.stream()).toList();
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
