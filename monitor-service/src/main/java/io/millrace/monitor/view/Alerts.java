package io.millrace.monitor.view;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The newest alerts, by id. Not thread-safe. */
final class Alerts {
    private final int limit;
    /** In the order in which they were raised. */
    private final LinkedHashMap<String, Alert> byId = new LinkedHashMap<>();

    private final Map<RunId, Set<String>> byRun = new HashMap<>();
    private final Map<String, Set<String>> openByFingerprint = new HashMap<>();
    /** Resolved before they were seen raised. */
    private final LinkedHashMap<String, Alert.Resolution> early = new LinkedHashMap<>();

    Alerts(int limit) {
        this.limit = limit;
    }

    /** Takes in an alert; a second one under the same id is the same alert. */
    Set<RunId> raised(AlertRaised event, Instant at) {
        if (byId.containsKey(event.alertId())) {
            return Set.of();
        }
        Alert alert = Alert.of(event, at, Optional.ofNullable(early.remove(event.alertId())));
        byId.put(alert.id(), alert);
        alert.run().ifPresent(run -> add(byRun, run, alert.id()));
        if (alert.isOpen()) {
            add(openByFingerprint, alert.fingerprint(), alert.id());
        }
        if (byId.size() > limit) {
            forgetOldest();
        }
        return alert.run().map(Set::of).orElse(Set.of());
    }

    /**
     * Resolves the alert and all that share its fingerprint and were raised before. A copy of a resolution says
     * nothing about alerts raised since.
     *
     * @return the runs whose alerts changed
     */
    Set<RunId> resolved(AlertResolved event, Instant at) {
        Alert named = byId.get(event.alertId());
        Alert.Resolution resolution = Alert.Resolution.of(event, at);
        if (named == null) {
            early.putIfAbsent(event.alertId(), resolution);
            dropEldest(early);
            return Set.of();
        }
        if (!named.isOpen()) {
            return Set.of();
        }
        var runs = new LinkedHashSet<RunId>();
        for (String id : List.copyOf(openByFingerprint.getOrDefault(named.fingerprint(), Set.of()))) {
            resolve(id, resolution).flatMap(Alert::run).ifPresent(runs::add);
        }
        return runs;
    }

    Optional<Alert> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Of a run, in the order in which they were raised. */
    List<Alert> of(RunId run) {
        var alerts = new ArrayList<Alert>();
        for (String id : byRun.getOrDefault(run, Set.of())) {
            find(id).ifPresent(alerts::add);
        }
        return List.copyOf(alerts);
    }

    /** Newest first. */
    List<Alert> list(Predicate<Alert> wanted, int most) {
        return byId.sequencedValues().reversed().stream()
                .filter(wanted)
                .limit(most)
                .toList();
    }

    Collection<Alert> all() {
        return byId.values();
    }

    private Optional<Alert> resolve(String id, Alert.Resolution resolution) {
        Alert resolved = byId.computeIfPresent(id, (key, alert) -> alert.resolved(resolution));
        if (resolved != null) {
            remove(openByFingerprint, resolved.fingerprint(), id);
        }
        return Optional.ofNullable(resolved);
    }

    private void forgetOldest() {
        Alert oldest = byId.pollFirstEntry().getValue();
        oldest.run().ifPresent(run -> remove(byRun, run, oldest.id()));
        remove(openByFingerprint, oldest.fingerprint(), oldest.id());
    }

    private void dropEldest(SequencedMap<String, ?> map) {
        if (map.size() > limit) {
            map.pollFirstEntry();
        }
    }

    private static <K> void add(Map<K, Set<String>> index, K key, String id) {
        index.computeIfAbsent(key, absent -> new LinkedHashSet<>()).add(id);
    }

    private static <K> void remove(Map<K, Set<String>> index, K key, String id) {
        index.computeIfPresent(key, (same, ids) -> without(ids, id));
    }

    private static @Nullable Set<String> without(Set<String> ids, String id) {
        ids.remove(id);
        return ids.isEmpty() ? null : ids;
    }
}
