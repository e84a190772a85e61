package io.millrace.monitor.view;

import io.millrace.events.Candidate;
import io.millrace.events.ImageRef;
import io.millrace.events.Metrics;
import io.millrace.events.ModelDeployed;
import io.millrace.events.StageEvent;
import io.millrace.events.StageStatus;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** What a stage said when it was through with a run: the part of its event that the monitor keeps. */
record StageAnswer(
        StageStatus status,
        int attempt,
        Instant at,
        Metrics metrics,
        Optional<ImageRef> image,
        Optional<URI> endpoint) {

    static StageAnswer of(StageEvent event, int attempt, Instant at) {
        Candidate candidate = event.candidate();
        Optional<URI> endpoint = event instanceof ModelDeployed deployed ? deployed.endpoint() : Optional.empty();
        return new StageAnswer(
                event.status(), attempt, at, Excerpts.metrics(candidate.metrics()), candidate.image(), endpoint);
    }
}
