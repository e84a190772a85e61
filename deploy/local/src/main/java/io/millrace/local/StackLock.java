package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/** The right to start and stop processes of a home. The operating system takes it back when its holder dies. */
final class StackLock implements AutoCloseable {
    private final FileChannel file;

    private StackLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Waits for whoever has it, for as long as starting everything may take.
     *
     * @throws CannotGoOn when it is still taken after that time
     */
    static StackLock take(Home home, Duration patience) throws InterruptedException {
        try {
            var file = FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (Wait.until(() -> tryLock(file).isPresent(), patience)) {
                    return new StackLock(file);
                }
            } catch (InterruptedException e) {
                file.close();
                throw e;
            }
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + home.lock(), e);
        }
        throw CannotGoOn.because(
                "stack-busy",
                "another ./millrace is starting or stopping the stack in " + home.folder(),
                "Wait for it to finish, or end it, and try again.");
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<FileLock> tryLock(FileChannel file) {
        try {
            return Optional.ofNullable(file.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty(); // another thread of this process has it
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
