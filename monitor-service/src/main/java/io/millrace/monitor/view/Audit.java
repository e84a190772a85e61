package io.millrace.monitor.view;

import io.millrace.events.ModelName;
import io.millrace.events.RunId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Finds runs that nobody works on any more although they did not end. A function of what was found before and what is
 * known now; the time that counts is the one during which the monitor itself listened.
 */
public final class Audit {
    /** Of the alert about such a run. */
    public static final String CODE = "run-overdue";

    private Audit() {}

    /**
     * @param marks of the oldest unfinished run of each model
     */
    public record Memory(Map<RunId, Mark> marks) {
        public static final Memory NONE = new Memory(Map.of());
    }

    /**
     * @param heard how much was heard of it
     * @param since when nothing more was
     */
    public record Mark(long heard, Duration since) {}

    public record Step(Memory memory, List<Expected> overdue) {}

    /**
     * @param unfinished those of a model in the order of the log: all but the first of each wait for it, however long
     * @param silence    how long nothing may be heard of a run
     * @param now        on a clock that only moves forward
     */
    public static Step audit(Memory before, List<Expected> unfinished, Duration silence, Duration now) {
        var marks = new HashMap<RunId, Mark>();
        var overdue = new ArrayList<Expected>();
        var seen = new HashSet<ModelName>();
        for (Expected expected : unfinished) {
            if (!seen.add(expected.run().model())) {
                continue;
            }
            RunId run = expected.run().run();
            Mark known = before.marks().get(run);
            Mark mark = known != null && known.heard() == expected.heard() ? known : new Mark(expected.heard(), now);
            marks.put(run, mark);
            if (now.minus(mark.since()).compareTo(silence) >= 0) {
                overdue.add(expected);
            }
        }
        return new Step(new Memory(Map.copyOf(marks)), List.copyOf(overdue));
    }
}
