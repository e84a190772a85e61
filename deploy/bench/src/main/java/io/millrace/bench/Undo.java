package io.millrace.bench;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a benchmark started, to be ended in the opposite order: also after Ctrl-C, and when something fails. */
final class Undo {
    private final Deque<Step> steps = new ArrayDeque<>();

    /** Part of tidying up. */
    interface Step {
        void take() throws IOException, InterruptedException;
    }

    static Undo atExit() {
        var undo = new Undo();
        Runtime.getRuntime().addShutdownHook(new Thread(undo::all));
        return undo;
    }

    synchronized void push(Step step) {
        steps.push(step);
    }

    private synchronized void all() {
        while (!steps.isEmpty()) {
            try {
                steps.pop().take();
            } catch (IOException | RuntimeException e) {
                System.err.println("could not tidy up: " + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
