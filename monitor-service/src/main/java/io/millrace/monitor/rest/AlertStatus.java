package io.millrace.monitor.rest;

import io.millrace.monitor.view.Alert;
import java.util.Locale;

/** Whether the cause of an alert is gone. */
enum AlertStatus {
    RAISED,
    RESOLVED;

    static AlertStatus of(Alert alert) {
        return alert.isOpen() ? RAISED : RESOLVED;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
