package io.millrace.monitor.view;

import java.util.Locale;

/** What to wait for. A run that has ended is not waited for. */
public enum Until {
    /** Anything about the run. */
    CHANGED,
    /** Its end. */
    ENDED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
