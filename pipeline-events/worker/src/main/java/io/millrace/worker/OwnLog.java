package io.millrace.worker;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the file short that this process's output goes to, whatever wrote it: loggers, libraries, the JVM itself. The
 * output stays open, so the file is copied and then emptied; what is written in between, a few lines at most, is lost.
 */
@ApplicationScoped
class OwnLog {
    private static final Logger LOG = Logger.getLogger(OwnLog.class);

    private final LogConfig config;
    private @Nullable Thread watch;

    OwnLog(LogConfig config) {
        this.config = config;
    }

    void begin(@Observes StartupEvent start) {
        config.file()
                .ifPresent(file ->
                        watch = Thread.ofPlatform().name("own-log").daemon(true).start(() -> watch(file)));
    }

    private void watch(Path file) {
        try {
            while (true) {
                Thread.sleep(config.every());
                cut(file, config.maxBytes());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void cut(Path file, long maxBytes) {
        try {
            if (Files.exists(file) && Files.size(file) > maxBytes) {
                Files.copy(file, Path.of(file + ".1"), StandardCopyOption.REPLACE_EXISTING);
                try (var open = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    open.truncate(0);
                }
            }
        } catch (IOException e) {
            LOG.debugf(e, "%s could not be cut", file);
        }
    }

    @PreDestroy
    void stop() {
        if (watch != null) {
            watch.interrupt();
        }
    }
}
