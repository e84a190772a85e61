package io.millrace.local;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for something that tells nobody when it happens: a process of the operating system, a port, a file lock. */
final class Wait {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Wait() {}

    /** Returns whether it came true in time. */
    static boolean until(BooleanSupplier condition, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(PAUSE);
        }
        return true;
    }
}
