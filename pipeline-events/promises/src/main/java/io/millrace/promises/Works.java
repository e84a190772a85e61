package io.millrace.promises;

import io.millrace.events.Sequence;
import io.millrace.events.StageEvent;
import io.millrace.promises.History.End;
import io.millrace.promises.History.Work;
import io.millrace.promises.Promise.Found;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What was done in the world. */
final class Works {
    private Works() {}

    static Stream<Found> twice(History history) {
        return Promise.collect(found -> {
            Map<String, Work> known = new HashMap<>();
            for (Work work : history.works()) {
                if (known.put(work.name(), work) != null) {
                    found.accept(work.name(), "was started again");
                }
                if (work.attempt() > 1 && !follows(known.get(before(work)))) {
                    found.accept(work.name(), "was started without cause");
                }
            }
        });
    }

    private static String before(Work work) {
        return new Work(work.run(), work.stage(), work.attempt() - 1, 0, 0, End.NONE).name();
    }

    private static boolean follows(@org.jspecify.annotations.Nullable Work before) {
        return before != null && (before.end() == End.LOST || before.end() == End.FAILED);
    }

    /** A later round of an older version has its turn when it is asked for; so only first rounds are compared. */
    static Stream<Found> disorder(History history) {
        return Promise.collect(found -> {
            Map<String, Work> latest = new HashMap<>();
            for (Work work : history.works()) {
                String lane = work.stage() + " of " + work.run().model();
                Work before = latest.put(lane, work);
                if (before == null) {
                    continue;
                }
                if (work.began() < before.ended()) {
                    found.accept(lane, work.name() + " was started while " + before.name() + " was under way");
                }
                if (isFirst(work) && isFirst(before) && sequence(work).compareTo(sequence(before)) < 0) {
                    found.accept(lane, work.name() + " was started after a newer version");
                }
            }
            outcomes(history, found);
        });
    }

    private static void outcomes(History history, java.util.function.BiConsumer<String, String> found) {
        Map<String, Sequence> latest = new HashMap<>();
        for (StageEvent outcome : history.all(StageEvent.class)) {
            if (outcome.run().round() == 0) {
                String lane = outcome.stage() + " of " + outcome.run().model();
                Sequence before = latest.put(lane, outcome.run().sequence());
                if (before != null && before.compareTo(outcome.run().sequence()) > 0) {
                    found.accept(lane, outcome.run().subject() + " came out after a newer version");
                }
            }
        }
    }

    private static boolean isFirst(Work work) {
        return work.run().round() == 0;
    }

    private static Sequence sequence(Work work) {
        return work.run().sequence();
    }
}
