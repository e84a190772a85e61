package io.millrace.workloads;

import io.millrace.events.Failure;

/** Whether it runs is not known right now; {@link #failure()} tells what was tried. */
public final class WorkloadsUnavailable extends RuntimeException {
    private final transient Failure failure;

    public WorkloadsUnavailable(Failure failure) {
        super(failure.summary());
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }
}
