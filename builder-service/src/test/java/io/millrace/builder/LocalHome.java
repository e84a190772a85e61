package io.millrace.builder;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A local store in the build folder, repositories on this machine allowed as on a local stack, and little patience. */
public class LocalHome implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try {
            Path home = Files.createDirectories(Path.of("target/test-home")).toAbsolutePath();
            return Map.of(
                    "millrace.home", home.toString(),
                    "builder.retries", "0",
                    "builder.git.allow-file", "true",
                    "builder.git.allow-http", "true",
                    "builder.git.allow-private-hosts", "true",
                    "builder.git.silence", "PT1S",
                    "builder.git.timeout", "PT5S",
                    "builder.git.max-bytes", "4000000",
                    "builder.source.max-file-bytes", "1000000");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}
}
