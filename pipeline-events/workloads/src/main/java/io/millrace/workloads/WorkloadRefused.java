package io.millrace.workloads;

import io.millrace.events.Failure;

/** It can never run here; {@link #failure()} tells the model's authors why. */
public final class WorkloadRefused extends RuntimeException {
    private final transient Failure failure;

    public WorkloadRefused(Failure failure) {
        super(failure.summary());
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
