package io.millrace.monitor.sink;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Envelope;
import io.millrace.events.Failure;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Which alerts stand, as the log of alerts says so far as it was read. Tells news from second copies. Remembers the
 * newest {@code limit} of what stands, and of what it has heard of. Not thread-safe.
 */
public final class Standing {
    /** Names longer than ours ever are belong to somebody who fills memory: their alerts are told and forgotten. */
    private static final int MOST_CHARS = 512;

    private final int limit;
    /** By fingerprint, in the order in which they were first raised. */
    private final SequencedMap<String, Raised> open = new LinkedHashMap<>();
    /** Whether an alert, by its id, is resolved. */
    private final SequencedMap<String, Boolean> resolved = new LinkedHashMap<>();

    public Standing(int limit) {
        this.limit = limit;
    }

    /** Takes in an event of the log. Empty when it is a second copy, or says nothing of alerts. */
    public Optional<Notice> after(Envelope envelope) {
        if (envelope.event() instanceof AlertRaised alert) {
            return raised(envelope, alert);
        }
        return envelope.event() instanceof AlertResolved resolution ? resolved(envelope, resolution) : Optional.empty();
    }

    private Optional<Notice> raised(Envelope envelope, AlertRaised alert) {
        if (isLong(alert.alertId())
                || isLong(alert.fingerprint())
                || isLong(alert.failure().code())) {
            return Optional.of(new Notice(envelope, Optional.of(standing(alert, envelope.time()))));
        }
        // Also one whose resolution came first: it does not stand any more.
        if (resolved.containsKey(alert.alertId())) {
            return Optional.empty();
        }
        remember(resolved, alert.alertId(), false);
        Raised before = open.get(alert.fingerprint());
        Instant since = before == null ? envelope.time() : before.since();
        Raised raised = standing(alert, since);
        remember(open, alert.fingerprint(), raised);
        return Optional.of(new Notice(envelope, Optional.of(raised)));
    }

    /** Whatever shares the fingerprint is resolved too, unless it was raised after this was already resolved once. */
    private Optional<Notice> resolved(Envelope envelope, AlertResolved resolution) {
        if (isLong(resolution.alertId())) {
            return Optional.of(new Notice(envelope, Optional.empty()));
        }
        Boolean before = resolved.get(resolution.alertId());
        if (Boolean.TRUE.equals(before)) {
            return Optional.empty();
        }
        remember(resolved, resolution.alertId(), true);
        Optional<Raised> stands = Optional.ofNullable(open.get(resolution.fingerprint()))
                .filter(it -> before != null || it.alert().alertId().equals(resolution.alertId()));
        if (stands.isPresent()) {
            open.remove(resolution.fingerprint());
        }
        return Optional.of(new Notice(envelope, stands));
    }

    /** As {@link #after}, for an event that is to be told whether it was before or not. */
    public Optional<Notice> again(Envelope envelope) {
        Optional<Notice> news = after(envelope);
        if (news.isPresent() || Notice.stage(envelope).isEmpty()) {
            return news;
        }
        Optional<Raised> alert = envelope.event() instanceof AlertRaised raised
                ? Optional.of(standing(raised, envelope.time()))
                : Optional.empty();
        return Optional.of(new Notice(envelope, alert));
    }

    private static boolean isLong(String name) {
        return name.length() > MOST_CHARS;
    }

    /** Without its evidence, the largest part of it, which no sink is shown. */
    private static Raised standing(AlertRaised alert, Instant since) {
        Failure failure = alert.failure();
        var brief = new Failure(failure.kind(), failure.code(), failure.summary(), failure.remedy(), Optional.empty());
        return new Raised(
                new AlertRaised(
                        alert.alertId(),
                        alert.fingerprint(),
                        alert.model(),
                        alert.run(),
                        alert.stage(),
                        brief,
                        alert.count()),
                since);
    }

    /** Oldest first. */
    public Collection<Raised> all() {
        return List.copyOf(open.values());
    }

    private <V> void remember(SequencedMap<String, V> map, String key, V value) {
        map.put(key, value);
        if (map.size() > limit) {
            map.pollFirstEntry();
        }
    }
}
