package io.millrace.monitor.view;

import java.util.Locale;

/** Where a run stands, in a word. */
public enum RunStatus {
    RUNNING,
    /** Registered and not picked up yet, or its stage waits for another run, a neighbour or its next attempt. */
    WAITING,
    SUCCEEDED,
    FAILED,
    REJECTED,
    CANCELLED;

    /** As written in answers: {@code running}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return word();
    }
}
