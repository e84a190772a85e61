package io.millrace.worker.watch;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.EventIds;
import io.millrace.events.PipelineEvent;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which alerts about the pipeline itself stand, as the log of alerts says. It is all that the one on watch has to know
 * of those before it. Not thread-safe.
 */
final class Standing {
    private final Map<String, Last> byFingerprint = new HashMap<>();

    private record Last(String alertId, boolean isRaised) {}

    /** Takes in an event of the log; a second copy changes nothing. */
    void read(PipelineEvent event) {
        if (event instanceof AlertRaised raised && raised.model().isEmpty()) {
            byFingerprint.merge(
                    raised.fingerprint(),
                    new Last(raised.alertId(), true),
                    (known, next) -> known.alertId().equals(next.alertId()) ? known : next);
        } else if (event instanceof AlertResolved resolved && resolved.run().isEmpty()) {
            byFingerprint.computeIfPresent(
                    resolved.fingerprint(),
                    (same, known) ->
                            known.alertId().equals(resolved.alertId()) ? new Last(known.alertId(), false) : known);
        }
    }

    boolean stands(String fingerprint) {
        Last last = byFingerprint.get(fingerprint);
        return last != null && last.isRaised();
    }

    /** Of the last alert with this fingerprint; empty when there was none. */
    String lastId(String fingerprint) {
        @Nullable Last last = byFingerprint.get(fingerprint);
        return last == null ? "" : last.alertId();
    }

    /** The same for two that watch at the same time, for a moment, and know the same log. */
    String nextId(String fingerprint) {
        return EventIds.alertAfter(fingerprint, lastId(fingerprint));
    }
}
