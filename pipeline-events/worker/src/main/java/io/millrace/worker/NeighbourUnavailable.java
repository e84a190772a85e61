package io.millrace.worker;

import io.millrace.events.Failure;

/** A neighbour (registry, Git server, runtime) is away, or said to come back later. Tried again with back-off. */
public final class NeighbourUnavailable extends RuntimeException {
    private final transient Failure failure;

    public NeighbourUnavailable(Failure failure, Throwable cause) {
        super(failure.summary(), cause);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
