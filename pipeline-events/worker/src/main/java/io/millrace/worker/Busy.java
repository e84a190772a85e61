package io.millrace.worker;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Work on a run: to be done, under way on a thread, or over. What it comes to once it is abandoned is nobody's business. */
final class Busy {
    private final Runnable work;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private @Nullable Thread thread;
    private boolean abandoned;

    Busy(Runnable work) {
        this.work = work;
    }

    /** Does the work, unless it was abandoned before. */
    void run() {
        if (begin()) {
            try {
                work.run();
            } finally {
                end();
            }
        }
    }

    private synchronized boolean begin() {
        if (!abandoned) {
            thread = Thread.currentThread();
        }
        return !abandoned;
    }

    private void end() {
        synchronized (this) {
            thread = null;
            // Not to be met by what the thread does next.
            Thread.interrupted();
        }
        gone.complete(null);
    }

    /** Interrupts it. It may take a while to be gone. */
    synchronized void abandon() {
        abandoned = true;
        if (thread != null) {
            thread.interrupt();
        } else {
            gone.complete(null);
        }
    }

    synchronized boolean isRunning() {
        return thread != null && !abandoned;
    }

    /** Completes when no thread is at it any more, and none will be. */
    CompletableFuture<Void> gone() {
        return gone;
    }
}
