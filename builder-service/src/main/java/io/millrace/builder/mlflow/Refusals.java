package io.millrace.builder.mlflow;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Versions that could be no registration of late. They are not asked for again at each look, as long as they are what
 * they were: else a registry full of them would be asked for a run each, and newer ones would wait for that. Of one
 * thread.
 */
final class Refusals {
    /** Then the commit may be known after all: the tags of an MLflow run can be set later, and nothing tells of that. */
    private static final Duration ASKED_AGAIN_AFTER = Duration.ofMinutes(5);

    private final Map<VersionId, Refused> known = new HashMap<>();

    private record Refused(ModelVersion version, VersionRefused why, long nanos) {}

    /** Why it was refused; empty if it was not, has changed since, or it is time to ask again. */
    Optional<VersionRefused> of(VersionId id, ModelVersion version) {
        return Optional.ofNullable(known.get(id))
                .filter(refused -> refused.version().equals(version))
                .filter(refused -> System.nanoTime() - refused.nanos() < ASKED_AGAIN_AFTER.toNanos())
                .map(Refused::why);
    }

    /** Whether that is new. */
    boolean add(VersionId id, ModelVersion version, VersionRefused why) {
        var before = known.put(id, new Refused(version, why, System.nanoTime()));
        return before == null || !before.why().detail().equals(why.detail());
    }

    /** Forgets all but those that are still found. */
    void keepOnly(Set<VersionId> found) {
        known.keySet().retainAll(found);
    }
}
