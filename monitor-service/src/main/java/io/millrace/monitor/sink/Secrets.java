package io.millrace.monitor.sink;

import java.util.List;
import java.util.Optional;

/** What only a sink and the monitor know, a line each. Never shown. */
public record Secrets(List<String> lines) {
    public static final Secrets NONE = new Secrets(List.of());

    /** Short texts that are all over an answer are no secrets that it repeats. */
    private static final int LEAST_CHARS = 8;

    public Secrets {
        lines = List.copyOf(lines);
    }

    Optional<String> first() {
        return lines.stream().findFirst();
    }

    /** The text without any of them, nor the path where one is an address. */
    public String hide(String text) {
        String hidden = text;
        for (String line : lines) {
            int path = line.startsWith("http") ? line.indexOf('/', LEAST_CHARS) : -1;
            hidden = hide(hide(hidden, line), path < 0 ? "" : line.substring(path));
        }
        return hidden;
    }

    private static String hide(String text, String secret) {
        return secret.length() < LEAST_CHARS ? text : text.replace(secret, "…");
    }

    @Override
    public String toString() {
        return lines.size() + " secrets";
    }
}
