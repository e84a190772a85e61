package io.millrace.workloads;

import io.millrace.events.Failure;

/** The store does not take, or does not have, an artifact; {@link #failure()} tells why. */
public final class ArtifactRefused extends RuntimeException {
    private final transient Failure failure;

    public ArtifactRefused(Failure failure) {
        super(failure.summary());
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
