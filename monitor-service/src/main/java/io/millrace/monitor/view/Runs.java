package io.millrace.monitor.view;

import io.millrace.events.Envelope;
import io.millrace.events.RunId;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The newest runs. Not thread-safe. */
final class Runs {
    private static final Comparator<Run> BY_AGE =
            Comparator.comparing(Run::startedAt).thenComparing(run -> run.id().value());

    private final int limit;
    private final Map<String, Run> byId = new HashMap<>();
    private final TreeSet<String> ids = new TreeSet<>();
    private final TreeSet<Run> byAge = new TreeSet<>(BY_AGE);
    /** When the newest of the runs that were dropped started: what is older does not come back. */
    private Instant horizon = Instant.MIN;

    Runs(int limit) {
        this.limit = limit;
    }

    /** Takes in an event; empty when it concerns no run, says nothing new, or belongs to a run that was dropped. */
    Optional<Change> after(Envelope envelope) {
        return Run.idOf(envelope).flatMap(id -> after(id, envelope));
    }

    private Optional<Change> after(RunId id, Envelope envelope) {
        Optional<Run> before = find(id);
        if (before.isEmpty() && !envelope.time().isAfter(horizon)) {
            return Optional.empty();
        }
        Run after = before.map(run -> run.after(envelope)).orElseGet(() -> Run.first(id, envelope));
        if (before.filter(after::equals).isPresent()) {
            return Optional.empty();
        }
        before.ifPresent(byAge::remove);
        byAge.add(after);
        byId.put(id.value(), after);
        if (before.isEmpty()) {
            ids.add(id.value());
        }
        dropOldest();
        return Optional.of(new Change(before, after));
    }

    private void dropOldest() {
        while (byId.size() > limit) {
            Run oldest = byAge.removeFirst();
            byId.remove(oldest.id().value());
            ids.remove(oldest.id().value());
            horizon = oldest.startedAt().isAfter(horizon) ? oldest.startedAt() : horizon;
        }
    }

    boolean knows(String id) {
        return byId.containsKey(id);
    }

    Optional<Run> find(RunId id) {
        return Optional.ofNullable(byId.get(id.value()));
    }

    /** Those whose id starts with {@code prefix}, at most {@code most}, in the order of their ids. */
    List<Run> startingWith(String prefix, int most) {
        return ids.tailSet(prefix, true).stream()
                .takeWhile(id -> id.startsWith(prefix))
                .limit(most)
                .flatMap(id -> Optional.ofNullable(byId.get(id)).stream())
                .toList();
    }

    /** Newest first. */
    List<Run> list(Predicate<Run> wanted, int most) {
        return byAge.descendingSet().stream().filter(wanted).limit(most).toList();
    }

    Collection<Run> all() {
        return byId.values();
    }
}
