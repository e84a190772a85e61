package io.millrace.promises;

import io.millrace.promises.History.End;
import io.millrace.promises.History.Work;
import io.millrace.promises.Promise.Found;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
                if (work.attempt() > 1 && !callsForAnother(known.get(before(work)))) {
                    found.accept(work.name(), "was started without cause");
                }
            }
        });
    }

    private static String before(Work work) {
        return new Work(work.run(), work.stage(), work.attempt() - 1, 0, 0, End.NONE).name();
    }

    private static boolean callsForAnother(@Nullable Work attempt) {
        return attempt != null && (attempt.end() == End.LOST || attempt.end() == End.FAILED_FOR_NOW);
    }
}
