package io.millrace.builder;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A local store in the build folder, and repositories on this disk allowed, as on a local stack. */
public class LocalHome implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try {
            Path home = Files.createDirectories(Path.of("target/test-home")).toAbsolutePath();
            return Map.of("millrace.home", home.toString(), "builder.git.allow-file", "true");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}
}
