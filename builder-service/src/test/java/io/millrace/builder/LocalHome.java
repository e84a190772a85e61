package io.millrace.builder;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;

/** A local store in the build folder, repositories on this machine allowed as on a local stack, and little patience. */
public class LocalHome implements QuarkusTestResourceLifecycleManager {
    /** The repository of the model {@code pushed}, of which webhooks tell. */
    static final Path PUSHED = Path.of("target/test-home/pushed.git").toAbsolutePath();

    /** A path's own URL ends with a slash once there is a folder. */
    static final String PUSHED_URL = "file://" + PUSHED;

    static final String SIGNING_KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /** Opens the models {@code posted*}. */
    static final String API_KEY = "mr_" + "k".repeat(43);

    @Override
    public Map<String, String> start() {
        try {
            Path home = Files.createDirectories(Path.of("target/test-home")).toAbsolutePath();
            return Map.ofEntries(
                    Map.entry("millrace.home", home.toString()),
                    Map.entry("builder.retries", "0"),
                    Map.entry("builder.git.allow-file", "true"),
                    Map.entry("builder.git.allow-http", "true"),
                    Map.entry("builder.git.allow-private-hosts", "true"),
                    Map.entry("builder.git.silence", "PT1S"),
                    Map.entry("builder.git.timeout", "PT5S"),
                    Map.entry("builder.git.max-bytes", "4000000"),
                    Map.entry("builder.source.max-file-bytes", "1000000"),
                    Map.entry("builder.http.keys.ci.hash", DigestUtils.sha256Hex(API_KEY)),
                    Map.entry("builder.http.keys.ci.models", "posted*"),
                    Map.entry("millrace.webhooks.standard.secrets", SIGNING_KEY),
                    Map.entry("millrace.webhooks.models.pushed.host", "standard"),
                    Map.entry("millrace.webhooks.models.pushed.repository", "team/pushed"),
                    Map.entry("millrace.webhooks.models.pushed.url", PUSHED_URL),
                    Map.entry("millrace.webhooks.models.pushed.branches", "main"),
                    Map.entry("millrace.webhooks.models.pushed.tags", "v*"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}
}
