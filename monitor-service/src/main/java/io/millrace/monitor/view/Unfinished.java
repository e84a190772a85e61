package io.millrace.monitor.view;

import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;

/** Runs that were registered and whose end was not read yet; those of a model in the order of the log. Not thread-safe. */
final class Unfinished {
    private final int limit;
    private final LinkedHashMap<RunId, Expected> byRun = new LinkedHashMap<>();

    Unfinished(int limit) {
        this.limit = limit;
    }

    /** The run's registration was read. */
    void expect(RunRef run) {
        byRun.putIfAbsent(run.run(), new Expected(run, 0));
        if (byRun.size() > limit) {
            byRun.pollFirstEntry();
        }
    }

    /** A stage said something about the run. */
    void heard(RunRef run) {
        if (run.round() > 0) {
            // It had ended, and a person asked for it to be tried again.
            expect(run);
        }
        byRun.computeIfPresent(run.run(), (same, known) -> known.heard(run));
    }

    /** Forgets those that do not go on. */
    List<Expected> list(Predicate<RunId> goesOn) {
        byRun.keySet().removeIf(goesOn.negate());
        return List.copyOf(byRun.values());
    }
}
