package io.millrace.workloads.process;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The names that were given for good, each an empty file {@code <home>/workloads/.spent/<name>}. A worker that was
 * paused may come back to start what another one has finished and cleaned up long ago.
 */
final class Spent {
    /** Longer than any process is paused and goes on as if nothing had been. */
    private static final Duration KEPT = Duration.ofDays(30);

    private static final Duration BETWEEN_SWEEPS = Duration.ofDays(1);

    private final Path folder;
    private final Clock clock;
    private Instant nextSweep = Instant.MIN;

    Spent(Path workloads, Clock clock) {
        this.folder = workloads.resolve(".spent");
        this.clock = clock;
    }

    boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    /** Afterwards it is there, by this process or another. */
    void add(String name) throws IOException {
        Files.createDirectories(folder);
        try {
            Files.createFile(folder.resolve(name));
        } catch (FileAlreadyExistsException e) {
            // Concluded once more.
        }
        sweepFromTimeToTime();
    }

    private synchronized void sweepFromTimeToTime() throws IOException {
        Instant now = clock.instant();
        if (now.isBefore(nextSweep)) {
            return;
        }
        nextSweep = now.plus(BETWEEN_SWEEPS);
        Instant latest = now.minus(KEPT);
        try (var names = Files.newDirectoryStream(folder, name -> isBefore(name, latest))) {
            for (Path name : names) {
                Files.deleteIfExists(name);
            }
        }
    }

    private static boolean isBefore(Path name, Instant latest) throws IOException {
        try {
            return Files.getLastModifiedTime(name).toInstant().isBefore(latest);
        } catch (NoSuchFileException e) {
            // Another process sweeps, too.
            return false;
        }
    }
}
