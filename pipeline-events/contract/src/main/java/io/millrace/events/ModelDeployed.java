package io.millrace.events;

import java.net.URI;
import java.util.Optional;

/**
 * The candidate serves in production, or the spec asks for no deployment.
 *
 * @param generation counts what served this model so far; absent when {@code status} is skipped
 * @param endpoint   where predictions are answered, stable over versions; absent when {@code status} is skipped
 */
public record ModelDeployed(
        RunRef run, StageStatus status, Candidate candidate, Optional<Long> generation, Optional<URI> endpoint)
        implements StageEvent {
    @Override
    public Stage stage() {
        return Stage.DEPLOY;
    }
}
