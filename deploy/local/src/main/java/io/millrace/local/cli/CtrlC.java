package io.millrace.local.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Ctrl-C, a closed terminal and SIGTERM as an interrupt of the thread that made this: it gets to tidy up, and the JVM
 * ends only after {@link #close()}.
 */
final class CtrlC implements AutoCloseable {
    private final Thread interrupted = Thread.currentThread();
    private final CountDownLatch tidiedUp = new CountDownLatch(1);

    CtrlC() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::interruptAndWait, "ctrl-c"));
    }

    @Override
    public void close() {
        tidiedUp.countDown();
    }

    private void interruptAndWait() {
        if (tidiedUp.getCount() == 0) {
            return;
        }
        interrupted.interrupt();
        try {
            tidiedUp.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody interrupts a shutdown hook; then the JVM may as well end
        }
    }
}
