package io.millrace.promises;

import io.millrace.events.PipelineEvent;
import io.millrace.events.RunEnded;
import io.millrace.events.StageProgressed;
import io.millrace.promises.History.Belief;
import io.millrace.promises.Promise.Found;
import java.util.HashMap;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether everybody goes by the same. */
final class Truths {
    private Truths() {}

    /** Progress is for people and may be told again in other words. */
    static Stream<Found> several(History history) {
        return Promise.collect(found -> {
            var known = new HashMap<String, PipelineEvent>();
            for (History.Seen seen : history.log()) {
                PipelineEvent first = known.putIfAbsent(seen.id(), seen.event());
                if (first != null && !first.equals(seen.event()) && !areProgress(first, seen.event())) {
                    found.accept(seen.id(), "is " + first + ", and at " + seen + " " + seen.event());
                }
            }
            for (Belief belief : history.beliefs()) {
                Optional<RunEnded.Result> told = history.all(RunEnded.class).stream()
                        .filter(end -> end.stage() == belief.stage()
                                && History.round(end.run()).equals(History.round(belief.run())))
                        .map(RunEnded::result)
                        .findFirst();
                if (!told.equals(belief.ended())) {
                    found.accept(
                            History.round(belief.run()).toString(),
                            "the " + belief.stage().worker() + " believes " + belief.ended() + ", the log says "
                                    + told);
                }
            }
        });
    }

    private static boolean areProgress(PipelineEvent one, PipelineEvent other) {
        return one instanceof StageProgressed && other instanceof StageProgressed;
    }
}
