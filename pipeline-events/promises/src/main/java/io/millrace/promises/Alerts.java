package io.millrace.promises;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.RunEnded;
import io.millrace.events.RunRef;
import io.millrace.events.StageEvent;
import io.millrace.events.StageStatus;
import io.millrace.promises.History.Seen;
import io.millrace.promises.Promise.Found;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What people are told that something is wrong. */
final class Alerts {
    private final History history;
    private final Map<String, Seen> raised = new LinkedHashMap<>();

    /** The ends that name an alert, by its id. */
    private final Map<String, RunEnded> ends = new HashMap<>();

    private Alerts(History history) {
        this.history = history;
        history.firsts().forEach(seen -> {
            if (seen.event() instanceof AlertRaised alert) {
                raised.putIfAbsent(alert.alertId(), seen);
            }
        });
        history.all(RunEnded.class).forEach(end -> end.alertId().ifPresent(id -> ends.put(id, end)));
    }

    static Stream<Found> wrong(History history) {
        var alerts = new Alerts(history);
        return Promise.collect(found -> {
            for (Seen seen : history.firsts()) {
                if (seen.event() instanceof RunEnded end) {
                    alerts.wrong(end, seen.at())
                            .ifPresent(what ->
                                    found.accept(History.round(end.run()).toString(), what));
                }
            }
        });
    }

    /** @param at when the end was told */
    private Optional<String> wrong(RunEnded end, long at) {
        if (end.alertId().isEmpty()) {
            return isBad(end) ? Optional.of("is " + end.result() + ", and its end names no alert") : Optional.empty();
        }
        Seen told = raised.get(end.alertId().get());
        if (told == null) {
            return Optional.of("nobody was told why it is " + end.result());
        }
        if (!isAbout(alert(told), end)) {
            return Optional.of("its end names an alert about something else: " + told.event());
        }
        return told.at() > at ? Optional.of("its alert came after its end") : Optional.empty();
    }

    private static boolean isBad(RunEnded end) {
        return end.result() == RunEnded.Result.FAILED || end.result() == RunEnded.Result.REJECTED;
    }

    private static boolean isAbout(AlertRaised alert, RunEnded end) {
        return alert.stage() == end.stage()
                && alert.run().filter(run -> isRound(run, end)).isPresent();
    }

    private static boolean isRound(RunRef run, RunEnded end) {
        return History.round(run).equals(History.round(end.run()));
    }

    /**
     * Alerts that are about no end tell of something that passes. Others stand until a newer version is good; one that
     * was good before mends nothing, as when somebody has an older version tried again.
     */
    static Stream<Found> standing(History history) {
        Set<String> resolved = new HashSet<>();
        history.all(AlertResolved.class).forEach(alert -> resolved.add(alert.alertId()));
        var alerts = new Alerts(history);
        List<Seen> good = alerts.good();
        return alerts.raised.values().stream()
                .filter(told -> !resolved.contains(alert(told).alertId()))
                .filter(told -> alert(told).run().isPresent())
                .filter(told -> alerts.isOver(told, good))
                .map(Alerts::alert)
                .map(alert -> new Found(alert.alertId(), "stands, and its cause is gone: " + alert.fingerprint()));
    }

    private static AlertRaised alert(Seen told) {
        return (AlertRaised) told.event();
    }

    /** Outcomes that mend something. A stage that rejects a version tells its outcome, too. */
    private List<Seen> good() {
        return history.firsts().stream()
                .filter(seen -> seen.event() instanceof StageEvent outcome && isGood(outcome))
                .toList();
    }

    private boolean isGood(StageEvent outcome) {
        return outcome.status() == StageStatus.DONE
                && ends.values().stream()
                        .noneMatch(end -> end.stage() == outcome.stage() && isRound(outcome.run(), end));
    }

    private boolean isOver(Seen told, List<Seen> good) {
        RunEnded end = ends.get(alert(told).alertId());
        return end == null
                || good.stream()
                        .filter(seen -> !isEarlier(seen, told))
                        .anyMatch(seen -> seen.event() instanceof StageEvent outcome && mends(outcome, end));
    }

    /** By when they came to the log, as far as that is known, and by when their stage says that it decided on them. */
    private static boolean isEarlier(Seen seen, Seen told) {
        return seen.at() < told.at()
                || seen.envelope().time().isBefore(told.envelope().time());
    }

    private static boolean mends(StageEvent outcome, RunEnded end) {
        return outcome.stage() == end.stage()
                && outcome.run().model().equals(end.run().model())
                && outcome.run().sequence().compareTo(end.run().sequence()) > 0;
    }
}
