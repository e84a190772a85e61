package io.millrace.workloads.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The process that stays with a workload's command.
 *
 * <p>It holds a lock on the file {@code guardian} for as long as it lives, which the system gives back whatever way it
 * dies: while the lock is held, the process id in the file is its own and no other's.
 */
final class Guardian {
    /** A process has a lock once, whichever thread asks, so threads take turns. */
    private static final Object TURN = new Object();

    private Guardian() {}

    static boolean lives(RunFolder folder) throws IOException {
        Path file = folder.file("guardian");
        synchronized (TURN) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                    FileLock free = channel.tryLock(0, Long.MAX_VALUE, true)) {
                return free == null;
            } catch (NoSuchFileException e) {
                return false;
            }
        }
    }

    /** Asks it to end the command. */
    static void askToEnd(RunFolder folder) throws IOException {
        find(folder).ifPresent(ProcessHandle::destroy);
    }

    /** Ends it, and all that it would have ended. */
    static void kill(RunFolder folder) throws IOException {
        find(folder).ifPresent(ProcessHandle::destroyForcibly);
        Remains.end(folder);
    }

    private static Optional<ProcessHandle> find(RunFolder folder) throws IOException {
        if (!folder.isStarted() || !lives(folder)) {
            return Optional.empty();
        }
        return ProcessHandle.of(
                Long.parseLong(Files.readString(folder.file("guardian")).strip()));
    }
}
