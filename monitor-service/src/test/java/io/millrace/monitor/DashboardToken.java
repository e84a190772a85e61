package io.millrace.monitor;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A token with which runs can be cancelled and retried. */
public final class DashboardToken implements QuarkusTestResourceLifecycleManager {
    static final String VALUE = "a-token-for-tests-and-nothing-else";

    @Override
    public Map<String, String> start() {
        try {
            Path file = Files.writeString(Files.createTempFile("dashboard", ".token"), VALUE);
            file.toFile().deleteOnExit();
            return Map.of("monitor.dashboard.token-file", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}
}
