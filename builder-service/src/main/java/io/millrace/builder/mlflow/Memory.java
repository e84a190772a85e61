package io.millrace.builder.mlflow;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the log says of this registry: which versions were registered, by whatever replica and however long ago, and
 * which of our alerts stand. Thread-safe.
 */
final class Memory {
    private final Map<String, TreeSet<VersionId>> registered = new HashMap<>();
    private final Map<String, Last> alerts = new HashMap<>();

    private boolean isComplete;

    private record Last(String alertId, boolean isRaised) {}

    /** Takes in an event of the log; a second copy changes nothing. */
    synchronized void read(Envelope envelope) {
        switch (envelope.event()) {
            case AlertRaised raised
            when raised.model().isEmpty() && Alarms.isOurs(raised.fingerprint()) ->
                alerts.merge(
                        raised.fingerprint(),
                        new Last(raised.alertId(), true),
                        (known, next) -> known.alertId().equals(next.alertId()) ? known : next);
            case AlertResolved resolved ->
                alerts.computeIfPresent(
                        resolved.fingerprint(),
                        (same, known) ->
                                known.alertId().equals(resolved.alertId()) ? new Last(known.alertId(), false) : known);
            default -> {
                if (envelope.source().equals(Rule.SOURCE)) {
                    VersionId.parse(envelope.id()).ifPresent(this::add);
                }
            }
        }
    }

    /** The log was read to its end once; what comes to it later is told by whoever looks next. */
    synchronized void complete() {
        isComplete = true;
    }

    /** Whether what is not known here was not registered: until then it may have been, long ago. */
    synchronized boolean isComplete() {
        return isComplete;
    }

    /** A version was registered. */
    synchronized void add(VersionId id) {
        registered.computeIfAbsent(id.rule(), none -> new TreeSet<>()).add(id);
    }

    synchronized boolean isRegistered(VersionId id) {
        return registered.getOrDefault(id.rule(), new TreeSet<>()).contains(id);
    }

    /** Of those that a rule registered, the version that was made last. */
    synchronized Optional<VersionId> newest(Rule rule) {
        return Optional.ofNullable(registered.get(rule.key())).map(TreeSet::last);
    }

    /** The newest that a rule registered, if this one was made before it. */
    Optional<VersionId> newer(Rule rule, ModelVersion version) {
        return newest(rule).filter(newest -> newest.compareTo(rule.idOf(version)) > 0);
    }

    /** The fingerprints of alerts that stand. */
    synchronized Set<String> standing() {
        var standing = new HashSet<String>();
        alerts.forEach((fingerprint, last) -> {
            if (last.isRaised()) {
                standing.add(fingerprint);
            }
        });
        return standing;
    }

    /** Of the last alert with this fingerprint; empty when there was none. */
    synchronized String lastAlert(String fingerprint) {
        return Optional.ofNullable(alerts.get(fingerprint)).map(Last::alertId).orElse("");
    }

    /** The same for two replicas that know the same log. */
    String nextAlert(String fingerprint) {
        return EventIds.alertAfter(fingerprint, lastAlert(fingerprint));
    }
}
