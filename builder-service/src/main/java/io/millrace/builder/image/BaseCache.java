package io.millrace.builder.image;

import io.millrace.builder.BuilderConfig;
import io.millrace.builder.HomeConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * Layers of base images, so that they are fetched once and not for each build: Jib's cache, in numbered folders {@code
 * <home>/cache/jib/<n>}. When one is half as large as all may be, the next one is begun, and the one before it goes: a
 * build that is under way keeps its layers through one such change, and what is used all the time is fetched again now
 * and then.
 */
@ApplicationScoped
class BaseCache {
    private final Path folder;
    private final long maxBytes;

    BaseCache(BuilderConfig config, HomeConfig home) {
        this.folder = home.home().resolve("cache/jib");
        this.maxBytes = config.baseCacheMaxBytes();
    }

    /** Where a build that begins now keeps the layers of its base. */
    synchronized Path current() throws IOException {
        Files.createDirectories(folder);
        int latest = latest();
        Path current = folder.resolve(Integer.toString(latest));
        if (!Files.exists(current) || FileUtils.sizeOfDirectory(current.toFile()) <= maxBytes / 2) {
            return current;
        }
        for (String name : names()) {
            if (!name.equals(Integer.toString(latest))) {
                FileUtils.deleteDirectory(folder.resolve(name).toFile());
            }
        }
        return Files.createDirectories(folder.resolve(Integer.toString(latest + 1)));
    }

    /** What is no number, such as the one cache of an earlier release, goes when the next one is begun. */
    private int latest() throws IOException {
        return names().stream()
                .filter(name -> name.matches("\\d{1,9}"))
                .mapToInt(Integer::parseInt)
                .max()
                .orElse(1);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> there = Files.list(folder)) {
            return there.map(path -> path.getFileName().toString()).toList();
        }
    }
}
