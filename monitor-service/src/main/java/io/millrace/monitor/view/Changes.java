package io.millrace.monitor.view;

/** Told what happens to runs while it happens; not of what a start reads again. Must not block. */
public interface Changes {
    void on(Change change);
}
