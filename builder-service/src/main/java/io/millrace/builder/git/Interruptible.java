package io.millrace.builder.git;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work that waits for others, on a thread that can be made to stop waiting: on a virtual thread, reading from a socket
 * ends with an interrupt. Without it, a server that sends a byte now and then could hold a thread for ever.
 */
final class Interruptible {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private Interruptible() {}

    /** Interrupts the work when the time is over, or when the caller is interrupted; how it fails then is its affair. */
    static <T> T within(Duration time, Callable<T> work) throws IOException, InterruptedException {
        var task = new FutureTask<T>(work);
        Thread thread = Thread.ofVirtual().name("git-fetch").start(task);
        try {
            if (!thread.join(time)) {
                thread.interrupt();
            }
            return task.get();
        } catch (ExecutionException e) {
            throw thrown(Objects.requireNonNull(e.getCause()));
        } catch (InterruptedException e) {
            thread.interrupt();
            thread.join(GRACE);
            throw e;
        }
    }

    private static RuntimeException thrown(Throwable cause) throws IOException, InterruptedException {
        switch (cause) {
            case IOException e -> throw e;
            case InterruptedException e -> throw e;
            case Error e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw new IllegalStateException(cause);
        }
    }
}
