package io.millrace.workloads.process;

import io.millrace.events.Failure;
import io.millrace.workloads.WorkloadsUnavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Ends workloads before their time. */
final class Ender {
    /** What the guardian has beyond the grace time to tidy up. */
    private static final Duration TO_TIDY_UP = Duration.ofSeconds(2);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

    private final Duration patience;

    Ender(Duration grace) {
        patience = grace.plus(TO_TIDY_UP);
    }

    void cancel(RunFolder folder) throws IOException {
        if (folder.exists() && folder.exit().isEmpty()) {
            folder.mark("cancel", "");
            Guardian.askToEnd(folder);
        }
    }

    /** All that run, once they do no more. */
    List<RunFolder> stop(Iterable<Path> folders) throws IOException {
        var running = new ArrayList<RunFolder>();
        for (Path path : folders) {
            var folder = new RunFolder(path);
            if (folder.isStarted() && (Guardian.lives(folder) || folder.exit().isEmpty())) {
                Guardian.askToEnd(folder);
                running.add(folder);
            }
        }
        for (RunFolder folder : running) {
            waitFor(folder);
        }
        return running;
    }

    /** Returns when nothing of it runs any more, after force if need be. */
    void waitFor(RunFolder folder) throws IOException {
        if (!folder.isStarted()) {
            return;
        }
        long lastMoment = System.nanoTime() + patience.toNanos();
        Duration pause = FIRST_PAUSE;
        while (Guardian.lives(folder) && System.nanoTime() - lastMoment < 0) {
            pause(folder, pause);
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        if (Guardian.lives(folder) || folder.exit().isEmpty()) {
            Guardian.kill(folder);
        }
    }

    private static void pause(RunFolder folder, Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WorkloadsUnavailable(Failure.transientFailure(
                    "workloads-unavailable",
                    "the end of workload " + folder.name() + " was not waited for: interrupted",
                    "Nothing; it is tried again."));
        }
    }
}
