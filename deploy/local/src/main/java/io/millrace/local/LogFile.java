package io.millrace.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** A file that a process's output goes to, in append mode. It and the one before it take twice the limit at most. */
record LogFile(Path path) {
    static final long LIMIT_BYTES = 10L * 1024 * 1024;
    private static final Duration LOOK = Duration.ofSeconds(10);

    /** Before anybody writes to it: one that is long becomes the one before. */
    void makeRoom() throws IOException {
        Files.createDirectories(path.getParent());
        if (isLong()) {
            Files.move(path, before(), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * While it is written to, which goes on in the same file: a long one is copied and then emptied. What is written in
     * between, a few lines at most, is lost.
     */
    void cut() throws IOException {
        if (isLong()) {
            Files.copy(path, before(), StandardCopyOption.REPLACE_EXISTING);
            try (var open = FileChannel.open(path, StandardOpenOption.WRITE)) {
                open.truncate(0);
            }
        }
    }

    /** Cuts it every now and then for as long as this process lives. The workers do the same for theirs. */
    void keepShort() {
        Thread.ofPlatform().name("own-log").daemon(true).start(() -> {
            try {
                while (true) {
                    Thread.sleep(LOOK);
                    cutIfPossible();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void cutIfPossible() {
        try {
            cut();
        } catch (IOException e) {
            // The disk is full, for example: the next look may find it otherwise.
        }
    }

    private boolean isLong() throws IOException {
        return Files.exists(path) && Files.size(path) > LIMIT_BYTES;
    }

    private Path before() {
        return path.resolveSibling(path.getFileName() + ".1");
    }
}
