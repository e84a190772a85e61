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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What people are told that something is wrong. */
final class Alerts {
    private final History history;
    private final Map<String, Seen> raised = new HashMap<>();

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
        Seen alert = raised.get(end.alertId().get());
        if (alert == null) {
            return Optional.of("nobody was told why it is " + end.result());
        }
        if (!isAbout((AlertRaised) alert.event(), end)) {
            return Optional.of("its end names an alert about something else: " + alert.event());
        }
        return alert.at() > at ? Optional.of("its alert came after its end") : Optional.empty();
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

    /** Alerts that are about no end tell of something that passes. Others stand until a newer version is good. */
    static Stream<Found> standing(History history) {
        Set<String> resolved = new HashSet<>();
        history.all(AlertResolved.class).forEach(alert -> resolved.add(alert.alertId()));
        var alerts = new Alerts(history);
        List<StageEvent> good = alerts.good();
        return history.all(AlertRaised.class).stream()
                .filter(alert -> !resolved.contains(alert.alertId()))
                .filter(alert -> alert.run().isPresent())
                .filter(alert -> alerts.isOver(alert, good))
                .map(alert -> new Found(alert.alertId(), "stands, and its cause is gone: " + alert.fingerprint()));
    }

    /** Outcomes that mend something. A stage that rejects a version tells its outcome, too. */
    private List<StageEvent> good() {
        return history.all(StageEvent.class).stream()
                .filter(outcome -> outcome.status() == StageStatus.DONE)
                .filter(outcome -> ends.values().stream()
                        .noneMatch(end -> end.stage() == outcome.stage() && isRound(outcome.run(), end)))
                .toList();
    }

    private boolean isOver(AlertRaised alert, List<StageEvent> good) {
        RunEnded end = ends.get(alert.alertId());
        return end == null
                || good.stream()
                        .anyMatch(outcome -> outcome.stage() == end.stage()
                                && outcome.run().model().equals(end.run().model())
                                && outcome.run().sequence().compareTo(end.run().sequence()) > 0);
    }
}
