package io.millrace.workloads.testing;

import io.millrace.workloads.folder.ArtifactFolder;
import io.millrace.workloads.process.ProcessWorkloads;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;

/** {@code millrace.home} in a temporary place; what still runs there when the tests are over is ended. */
public class LocalHome implements QuarkusTestResourceLifecycleManager {
    private Path home = Path.of("");

    @Override
    public Map<String, String> start() {
        try {
            home = Files.createTempDirectory("millrace-home");
            return Map.of("millrace.home", home.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        try (var workloads = new ProcessWorkloads(home, new ArtifactFolder(home));
                var files = Files.walk(home)) {
            workloads.stopAll();
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
