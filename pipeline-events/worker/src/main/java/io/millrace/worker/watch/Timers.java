package io.millrace.worker.watch;

import io.millrace.worker.watch.Memory.Mark;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** How long things have been seen without a break. What is not asked for in a look is forgotten with it. */
final class Timers {
    private final Map<String, Mark> before;
    private final Map<String, Mark> marks = new HashMap<>();
    private final Duration now;

    Timers(Memory before, Duration now, Duration maxPause) {
        boolean isStale = now.minus(before.at()).compareTo(maxPause) > 0;
        this.before = isStale ? Map.of() : before.marks();
        this.now = now;
    }

    /** How long it has been seen. */
    Duration lasting(String what) {
        return since(what, 0, mark -> true);
    }

    /** How long the value has been the same. */
    Duration unchanged(String what, long value) {
        return since(what, value, mark -> mark.value() == value);
    }

    /** How long the value has not been less than when this began. */
    Duration notLess(String what, long value) {
        return since(what, value, mark -> mark.value() <= value);
    }

    private Duration since(String what, long value, Predicate<Mark> goesOn) {
        Mark known = before.get(what);
        Mark mark = known != null && goesOn.test(known) ? known : new Mark(now, value);
        marks.put(what, mark);
        return now.minus(mark.since());
    }

    Memory memory() {
        return new Memory(now, Map.copyOf(marks));
    }
}
