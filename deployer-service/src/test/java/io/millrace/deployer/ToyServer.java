package io.millrace.deployer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.events.ImageRef;
import io.millrace.workloads.testing.TestImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A model server whose command is {@code python3 serve.py}. */
public final class ToyServer {
    private ToyServer() {}

    /** Its image, in the store of this home. */
    public static ImageRef imageIn(Path home) {
        try (var script = ToyServer.class.getResourceAsStream("/serve.py")) {
            String serve = new String(script.readAllBytes(), UTF_8);
            return TestImage.with(layer -> layer.file("app/serve.py", serve)).writeTo(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
