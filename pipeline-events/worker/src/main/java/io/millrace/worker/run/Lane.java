package io.millrace.worker.run;

import io.millrace.events.ModelName;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All that a stage holds of one model.
 *
 * @param active     what is not over, oldest registration first
 * @param openAlerts what the stage raised for the model and has not resolved
 * @param orders     what people asked for, by run
 * @param newest     the latest version whose spec says that older ones make way for it
 */
public record Lane(
        ModelName model,
        List<Held.Active> active,
        List<OpenAlert> openAlerts,
        Map<RunId, Orders> orders,
        Optional<RunRef> newest) {
    private static final Comparator<Held> BY_REGISTRATION = Comparator.comparing(
                    (Held held) -> held.run().sequence())
            .thenComparing(held -> held.run().round());

    public Lane {
        active = List.copyOf(active);
        openAlerts = List.copyOf(openAlerts);
        orders = Collections.unmodifiableMap(orders);
    }

    public static Lane empty(ModelName model) {
        return new Lane(model, List.of(), List.of(), Map.of(), Optional.empty());
    }

    public Optional<Held.Active> find(RunKey key) {
        return active.stream().filter(held -> held.key().equals(key)).findFirst();
    }

    private Stream<Held.Active> rounds(RunId run) {
        return active.stream().filter(held -> held.run().run().equals(run));
    }

    /** The latest round of a run that is not over. */
    Optional<Held.Active> latest(RunId run) {
        return latest(run, Integer.MAX_VALUE);
    }

    /** The latest round of a run up to this one that is not over. */
    Optional<Held.Active> latest(RunId run, int upTo) {
        return rounds(run).filter(held -> held.run().round() <= upTo).max(Comparator.comparing(held -> held.run()
                .round()));
    }

    /** Whether some round of a run up to this one is past the point from which on it cannot be stopped. */
    boolean isTakingOver(RunId run, int upTo) {
        return rounds(run)
                .filter(held -> held.run().round() <= upTo)
                .anyMatch(held -> held instanceof Held.Running running && running.committed());
    }

    /** Whether some round of a run is being ended, and what it started may still be begun by a replica of the past. */
    boolean isBeingStopped(RunId run) {
        return rounds(run).anyMatch(Held.Stopping.class::isInstance);
    }

    /** The rounds of a run that wait for their turn. */
    List<Held.Waiting> waiting(RunId run) {
        return rounds(run)
                .filter(Held.Waiting.class::isInstance)
                .map(Held.Waiting.class::cast)
                .toList();
    }

    /** Those that have their turn. */
    List<Held.Active> inTurn() {
        return active.stream()
                .filter(held -> !(held instanceof Held.Waiting) && !(held instanceof Held.Closing))
                .toList();
    }

    /** The oldest that waits for its turn. */
    Optional<Held.Waiting> firstWaiting() {
        return active.stream()
                .filter(Held.Waiting.class::isInstance)
                .map(Held.Waiting.class::cast)
                .findFirst();
    }

    long waiting() {
        return active.stream().filter(Held.Waiting.class::isInstance).count();
    }

    /** An alert with this fingerprint that waits for being resolved. */
    public Optional<OpenAlert> open(String fingerprint) {
        return openAlerts.stream()
                .filter(alert -> alert.stands() && alert.fingerprint().equals(fingerprint))
                .findFirst();
    }

    /** The alert that tells of what a run waits for. */
    Optional<OpenAlert> waitedFor(RunKey run) {
        return openAlerts.stream()
                .filter(alert -> alert.stands() && alert.isWaitedForBy(run))
                .findFirst();
    }

    Orders ordersFor(RunId run) {
        return orders.getOrDefault(run, Orders.none(run, model));
    }

    /** What stands in the way of a run. */
    Optional<Stop> fence(RunRef run) {
        Optional<Stop> ordered = Optional.ofNullable(orders.get(run.run())).flatMap(asked -> asked.fence(run.round()));
        return ordered.or(() -> newest.filter(newer -> newer.sequence().compareTo(run.sequence()) > 0)
                .map(Stop.Superseded::new));
    }

    /** When to look again with {@link StageCore#due}, if nothing else happens before. */
    public Optional<Instant> wakeUp() {
        Stream<Instant> held = active.stream().flatMap(Lane::times);
        Stream<Instant> asked = orders.values().stream()
                .flatMap(order -> order.cancels().stream())
                .flatMap(cancel -> cancel.answerBy().stream());
        return Stream.concat(held, asked).min(Comparator.naturalOrder());
    }

    private static Stream<Instant> times(Held.Active held) {
        return switch (held) {
            case Held.Running running -> Stream.of(running.deadline());
            case Held.Parked parked -> Stream.of(parked.until(), parked.deadline());
            case Held.Waiting ignored -> Stream.empty();
            case Held.Stopping ignored -> Stream.empty();
            case Held.Concluding ignored -> Stream.empty();
            case Held.Closing ignored -> Stream.empty();
        };
    }

    public boolean isEmpty() {
        return active.isEmpty() && openAlerts.isEmpty() && orders.isEmpty() && newest.isEmpty();
    }

    /** The same lane with this in place of what it held of the run; without it when it is over. */
    public Lane with(Held changed) {
        var others = new ArrayList<>(active);
        others.removeIf(held -> held.key().equals(changed.key()));
        if (changed instanceof Held.Active stillActive) {
            others.add(stillActive);
            others.sort(BY_REGISTRATION);
        }
        return new Lane(model, others, openAlerts, orders, newest);
    }

    public Lane withOpenAlerts(List<OpenAlert> open) {
        return new Lane(model, active, open, orders, newest);
    }

    /** The same lane with this alert changed; without it where nothing is left. */
    Lane withAlert(String alertId, Function<OpenAlert, Optional<OpenAlert>> change) {
        return withOpenAlerts(openAlerts.stream()
                .flatMap(open -> (open.alertId().equals(alertId) ? change.apply(open) : Optional.of(open)).stream())
                .toList());
    }

    public Lane with(Orders changed) {
        var others = new HashMap<>(orders);
        others.put(changed.run(), changed);
        return new Lane(model, active, openAlerts, others, newest);
    }

    public Lane without(RunId forgotten) {
        var others = new HashMap<>(orders);
        others.remove(forgotten);
        return new Lane(model, active, openAlerts, others, newest);
    }

    public Lane withNewest(Optional<RunRef> newer) {
        return new Lane(model, active, openAlerts, orders, newer);
    }
}
