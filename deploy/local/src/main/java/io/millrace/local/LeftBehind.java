package io.millrace.local;

/** Workloads that outlive the workers: model servers, and trainings that were under way. */
final class LeftBehind {
    private LeftBehind() {}

    /** Ends all of them. */
    static void stopAll(Home home) {
        // Bound to the process runtime once that is there.
    }
}
