package io.millrace.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What nobody waits for goes out just before what somebody does, in one request to the broker, or by itself a moment
 * later: a request costs both sides more than the records in it. The order of what goes out stays as it was asked for.
 * Thread-safe.
 */
final class PutOff {
    private static final Duration AT_MOST = Duration.ofMillis(10);

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final ScheduledExecutorService timer;
    private boolean planned;

    PutOff(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** @param send must not throw */
    synchronized void later(Runnable send) {
        waiting.add(send);
        if (!planned) {
            planned = true;
            var unused = timer.schedule(this::due, AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void due() {
        planned = false;
        sendAll();
    }

    synchronized void now(Runnable send) {
        sendAll();
        send.run();
    }

    synchronized void sendAll() {
        for (Runnable send = waiting.poll(); send != null; send = waiting.poll()) {
            send.run();
        }
    }
}
