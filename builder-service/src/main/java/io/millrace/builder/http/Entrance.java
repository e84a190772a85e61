package io.millrace.builder.http;

import java.util.Locale;

/** Where requests are taken. A closed list: it is a label of a metric. */
enum Entrance {
    EVENTS("/events"),
    VERSIONS("/models/:model/versions");

    private final String path;

    Entrance(String path) {
        this.path = path;
    }

    /** As a router takes it. */
    String path() {
        return path;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
