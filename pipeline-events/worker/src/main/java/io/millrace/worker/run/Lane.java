package io.millrace.worker.run;

import io.millrace.events.ModelName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All that a stage holds of one model. Its runs have their turns one after the other, in the order of registration.
 *
 * @param active     what is not over, oldest registration first
 * @param openAlerts what the stage raised for the model and has not resolved
 */
public record Lane(ModelName model, List<Held.Active> active, List<OpenAlert> openAlerts) {
    private static final Comparator<Held> BY_REGISTRATION = Comparator.comparing(
                    (Held held) -> held.run().sequence())
            .thenComparing(held -> held.run().round());

    public Lane {
        active = List.copyOf(active);
        openAlerts = List.copyOf(openAlerts);
    }

    public static Lane empty(ModelName model) {
        return new Lane(model, List.of(), List.of());
    }

    public Optional<Held.Active> find(RunKey key) {
        return active.stream().filter(held -> held.key().equals(key)).findFirst();
    }

    /** The run whose turn it is: one that was started, or else the oldest. */
    Optional<Held.Active> head() {
        List<Held.Active> inTurn =
                active.stream().filter(held -> !(held instanceof Held.Closing)).toList();
        return inTurn.stream()
                .filter(held -> !(held instanceof Held.Waiting))
                .findFirst()
                .or(() -> inTurn.stream().findFirst());
    }

    /** Whether an alert with this fingerprint waits for being resolved. */
    public Optional<OpenAlert> open(String fingerprint) {
        return openAlerts.stream()
                .filter(alert -> alert.fingerprint().equals(fingerprint))
                .findFirst();
    }

    public boolean isEmpty() {
        return active.isEmpty() && openAlerts.isEmpty();
    }

    /** The same lane with this in place of what it held of the run; without it when it is over. */
    public Lane with(Held changed) {
        var others = new ArrayList<>(active);
        others.removeIf(held -> held.key().equals(changed.key()));
        if (changed instanceof Held.Active stillActive) {
            others.add(stillActive);
            others.sort(BY_REGISTRATION);
        }
        return new Lane(model, others, openAlerts);
    }

    public Lane withOpenAlerts(List<OpenAlert> open) {
        return new Lane(model, active, open);
    }
}
