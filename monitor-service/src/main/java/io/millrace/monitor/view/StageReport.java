package io.millrace.monitor.view;

import io.millrace.events.StageProgressed;
import io.millrace.events.StageProgressed.State;
import java.time.Instant;
import java.util.Optional;

/**
 * The last that a stage said on its way.
 *
 * @param message cut to {@link Excerpts#MESSAGE_CHARS} characters
 */
record StageReport(int attempt, State state, Instant at, Optional<String> message) {

    static StageReport of(StageProgressed progress, Instant at) {
        return new StageReport(
                progress.attempt(), progress.state(), at, progress.message().map(Excerpts::message));
    }

    boolean isFinal() {
        return isFinal(state);
    }

    static boolean isFinal(State state) {
        return switch (state) {
            case SUCCEEDED, FAILED, SKIPPED, CANCELLED -> true;
            case ACCEPTED, WAITING, RUNNING, UNKNOWN -> false;
        };
    }

    /**
     * Which of the two stands. A later attempt beats an earlier one; within an attempt the final word stays, and what
     * runs is not accepted once more.
     */
    StageReport or(StageReport next) {
        if (next.attempt != attempt) {
            return next.attempt > attempt ? next : this;
        }
        if (isFinal() || rank(next.state) < rank(state)) {
            return this;
        }
        boolean silent = next.message.isEmpty() && next.state == state;
        return silent ? new StageReport(attempt, state, next.at, message) : next;
    }

    private static int rank(State state) {
        return switch (state) {
            case UNKNOWN, ACCEPTED -> 0;
            case WAITING, RUNNING -> 1;
            case SUCCEEDED, FAILED, SKIPPED, CANCELLED -> 2;
        };
    }
}
