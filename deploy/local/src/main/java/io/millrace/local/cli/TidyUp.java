package io.millrace.local.cli;

/** Something to do at the end that must be done, interrupted or not. */
@FunctionalInterface
interface TidyUp {
    void run() throws InterruptedException;

    /** Does it, from the start again should an interrupt come in between; there is one at most. */
    static void surely(TidyUp tidyUp) throws InterruptedException {
        boolean interruptedBefore = Thread.interrupted();
        try {
            tidyUp.run();
        } catch (InterruptedException e) {
            if (interruptedBefore) {
                throw e;
            }
            tidyUp.run();
        }
    }
}
