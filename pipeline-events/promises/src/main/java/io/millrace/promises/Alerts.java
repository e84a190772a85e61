package io.millrace.promises;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.RunEnded;
import io.millrace.events.StageEvent;
import io.millrace.events.StageStatus;
import io.millrace.promises.History.Seen;
import io.millrace.promises.Promise.Found;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What people are told that something is wrong. */
final class Alerts {
    private Alerts() {}

    static Stream<Found> wrong(History history) {
        Map<String, Seen> alerts = new HashMap<>();
        history.firsts().stream()
                .filter(seen -> seen.event() instanceof AlertRaised)
                .forEach(seen -> alerts.put(((AlertRaised) seen.event()).alertId(), seen));
        return Promise.collect(found -> {
            var named = new HashSet<String>();
            for (Seen seen : history.firsts()) {
                if (!(seen.event() instanceof RunEnded end)) {
                    continue;
                }
                String about = History.round(end.run()).toString();
                if (end.result() == RunEnded.Result.FAILED && end.alertId().isEmpty()) {
                    found.accept(about, "failed, and its end names no alert");
                }
                end.alertId().ifPresent(id -> {
                    Seen alert = alerts.get(id);
                    if (!named.add(id)) {
                        found.accept(about, "its end names the alert of another run");
                    }
                    if (alert == null) {
                        found.accept(about, "nobody was told why it failed");
                    } else if (alert.at() > seen.at()) {
                        found.accept(about, "its alert came after its end");
                    }
                });
            }
        });
    }

    /** Alerts that are about no end tell of something that passes. Others stand until a newer version is good. */
    static Stream<Found> standing(History history) {
        Set<String> resolved = new HashSet<>();
        history.all(AlertResolved.class).forEach(alert -> resolved.add(alert.alertId()));
        Map<String, RunEnded> ends = new HashMap<>();
        history.all(RunEnded.class).forEach(end -> end.alertId().ifPresent(id -> ends.put(id, end)));
        return history.all(AlertRaised.class).stream()
                .filter(alert -> !resolved.contains(alert.alertId()))
                .filter(alert -> alert.run().isPresent())
                .filter(alert -> {
                    RunEnded end = ends.get(alert.alertId());
                    return end == null || isMended(history, end);
                })
                .map(alert -> new Found(alert.alertId(), "stands, and its cause is gone: " + alert.fingerprint()));
    }

    private static boolean isMended(History history, RunEnded end) {
        return history.all(StageEvent.class).stream()
                .anyMatch(outcome -> outcome.status() == StageStatus.DONE
                        && outcome.stage() == end.stage()
                        && outcome.run().model().equals(end.run().model())
                        && outcome.run().sequence().compareTo(end.run().sequence()) > 0);
    }
}
