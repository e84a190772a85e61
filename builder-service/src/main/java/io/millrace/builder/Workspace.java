package io.millrace.builder;

import io.millrace.events.RunRef;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A folder for the build of one run, empty at the start and gone at the end. Named by the run and by the process that
 * works in it: a replica that was paused may still write to its own while another one builds the same run. What a killed
 * builder left is removed by the next build.
 */
record Workspace(Path folder) implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+-\\d+\\.(\\d+)\\.([0-9a-f-]{36})\\.\\d+");

    /** Tells this process from an earlier one with the same process id. */
    private static final String TOKEN = UUID.randomUUID().toString();

    private static final AtomicInteger COUNT = new AtomicInteger();

    static Workspace of(RunRef run, Path home) throws IOException {
        Path builds = Files.createDirectories(home.resolve("cache/builds"));
        sweep(builds);
        long pid = ProcessHandle.current().pid();
        return new Workspace(Files.createDirectory(builds.resolve(
                run.run() + "-" + run.round() + "." + pid + "." + TOKEN + "." + COUNT.incrementAndGet())));
    }

    /** Removes what processes left that died over it. */
    private static void sweep(Path builds) throws IOException {
        try (var folders = Files.newDirectoryStream(builds)) {
            for (Path folder : folders) {
                var owner = NAME.matcher(folder.getFileName().toString());
                if (!owner.matches() || !lives(Long.parseLong(owner.group(1)), owner.group(2))) {
                    delete(folder);
                }
            }
        }
    }

    private static boolean lives(long pid, String token) {
        return pid == ProcessHandle.current().pid()
                ? token.equals(TOKEN)
                : ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    @Override
    public void close() throws IOException {
        delete(folder);
    }

    /** Another replica may be at it too. */
    private static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
