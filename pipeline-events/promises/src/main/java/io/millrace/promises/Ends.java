package io.millrace.promises;

import io.millrace.events.RunEnded;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.StageEvent;
import io.millrace.promises.History.Round;
import io.millrace.promises.History.Seen;
import io.millrace.promises.Promise.Found;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** How runs come to their end. */
final class Ends {
    private Ends() {}

    /** Every registration, every event that a stage was given, and every round that was accepted must lead to an end. */
    static Stream<Found> missing(History history) {
        var through = new HashSet<Round>();
        history.all(RunEnded.class).forEach(end -> through.add(History.round(end.run())));
        history.all(StageEvent.class).stream()
                .filter(outcome -> outcome.stage() == history.last())
                .forEach(outcome -> through.add(History.round(outcome.run())));
        Set<Round> begun = new LinkedHashSet<>(Commands.acceptedRounds(history));
        history.all(StageEvent.class).forEach(event -> begun.add(History.round(event.run())));
        history.firsts().forEach(seen -> seen.begins().ifPresent(run -> begun.add(new Round(run, 0))));
        return begun.stream()
                .filter(round -> !through.contains(round))
                .map(round -> new Found(
                        round.toString(), "did not come to an end; it is heard of at " + places(history, round)));
    }

    private static List<Seen> places(History history, Round round) {
        return history.log().stream()
                .filter(seen -> seen.event()
                        .runRef()
                        .map(History::round)
                        .filter(round::equals)
                        .isPresent())
                .toList();
    }

    static Stream<Found> several(History history) {
        return Promise.collect(found -> {
            var ends = new HashSet<RunEnded>();
            var rounds = new HashSet<Round>();
            for (Seen seen : history.log()) {
                if (seen.event() instanceof RunEnded end && ends.add(end) && !rounds.add(History.round(end.run()))) {
                    found.accept(History.round(end.run()).toString(), "ended once more at " + seen + " as " + end);
                }
            }
            for (Seen seen : history.log()) {
                if (seen.event() instanceof StageEvent outcome
                        && ends.stream().anyMatch(end -> excludes(end, outcome))) {
                    found.accept(
                            History.round(outcome.run()).toString(),
                            "was ended at a stage, and went on from it at " + seen);
                }
            }
        });
    }

    private static boolean excludes(RunEnded end, StageEvent outcome) {
        return (end.result() == Result.CANCELLED || end.result() == Result.FAILED)
                && end.stage() == outcome.stage()
                && History.round(end.run()).equals(History.round(outcome.run()));
    }
}
