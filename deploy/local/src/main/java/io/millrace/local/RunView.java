package io.millrace.local;

import io.millrace.events.Metrics;
import io.millrace.events.RunId;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run as the monitor tells it.
 *
 * @param round how often a person asked for it to be tried again
 */
public record RunView(
        RunId run,
        String model,
        Optional<String> version,
        String status,
        String stage,
        Instant startedAt,
        Optional<Instant> endedAt,
        List<StageView> stages,
        Optional<Metrics> metrics,
        Optional<URI> endpoint,
        List<AlertView> alerts,
        Optional<String> image,
        int round) {
    private static final List<String> OPEN = List.of("running", "waiting");

    public boolean hasEnded() {
        return !OPEN.contains(status);
    }

    public boolean hasSucceeded() {
        return status.equals("succeeded");
    }

    /** What a run did at one stage. */
    public record StageView(
            String stage,
            String status,
            int attempt,
            Optional<Instant> startedAt,
            Optional<Instant> endedAt,
            Optional<String> message) {}

    /**
     * What went wrong.
     *
     * @param status   {@code raised} or {@code resolved}
     * @param evidence told with the alert itself, not with its run
     */
    public record AlertView(
            String id, String code, String summary, String remedy, String status, Optional<String> evidence) {}
}
