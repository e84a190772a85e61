package io.millrace.worker.watch;

import java.time.Duration;

/**
 * How long something has to be seen before it is an alert.
 *
 * @param grace       for a stage without a worker, and for a topic that is not as it should be
 * @param stuckAfter  for records that wait in a partition from which nothing is taken
 * @param backlog     from how many records on a backlog counts
 * @param behindAfter for a backlog that does not become smaller
 * @param maxPause    between two looks; after a longer one nobody knows what happened in between, and all begins anew
 */
record Patience(Duration grace, Duration stuckAfter, long backlog, Duration behindAfter, Duration maxPause) {
    private static final int LOOKS_MISSED = 4;
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(10);

    static Patience of(WatchConfig config) {
        Duration missed = config.every().multipliedBy(LOOKS_MISSED);
        return new Patience(
                config.grace(),
                config.stuckAfter(),
                config.backlog(),
                config.behindAfter(),
                missed.compareTo(SHORTEST_PAUSE) > 0 ? missed : SHORTEST_PAUSE);
    }
}
