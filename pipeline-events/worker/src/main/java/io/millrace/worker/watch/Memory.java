package io.millrace.worker.watch;

import java.time.Duration;
import java.util.Map;

/**
 * What the one on watch remembers from look to look: since when things look the way they do.
 *
 * @param at    of the look, on the watcher's own clock
 * @param marks by what was seen
 */
record Memory(Duration at, Map<String, Mark> marks) {
    static final Memory NONE = new Memory(Duration.ZERO, Map.of());

    record Mark(Duration since, long value) {}
}
