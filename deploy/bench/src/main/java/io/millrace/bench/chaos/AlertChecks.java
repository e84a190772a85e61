package io.millrace.bench.chaos;

import io.millrace.bench.chaos.Evidence.Registered;
import io.millrace.bench.chaos.Violation.Kind;
import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.RunEnded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A run that was to fail has one alert, which its end names; no other alert stands at the end. */
final class AlertChecks {
    private final Evidence evidence;
    private final Map<String, Registered> runs;
    private final Map<String, Registered> lastGood = new HashMap<>();
    private final Set<String> resolved = new HashSet<>();
    private final List<Violation> violations = new ArrayList<>();

    AlertChecks(Evidence evidence) {
        this.evidence = evidence;
        this.runs = evidence.registered();
        runs.values().stream()
                .filter(run -> run.fate().isGood())
                .forEach(run ->
                        lastGood.merge(run.model(), run, (one, other) -> one.offset() > other.offset() ? one : other));
        evidence.all(AlertResolved.class).forEach(alert -> resolved.add(alert.alertId()));
    }

    List<Violation> violations() {
        var ofRun = new HashMap<String, List<AlertRaised>>();
        for (AlertRaised alert : evidence.all(AlertRaised.class)) {
            Registered run = alert.run().map(ref -> runs.get(ref.run().value())).orElse(null);
            if (run == null || !isItsFailure(alert, run)) {
                mustBeResolved(alert, "it is about no failure that was planned");
            } else {
                ofRun.computeIfAbsent(run.run(), id -> new ArrayList<>()).add(alert);
            }
        }
        runs.values().stream()
                .filter(run -> !run.fate().isGood())
                .forEach(run -> judge(run, ofRun.getOrDefault(run.run(), List.of())));
        return violations;
    }

    private static boolean isItsFailure(AlertRaised alert, Registered run) {
        return !run.fate().isGood() && alert.stage().equals(run.fate().endsAt());
    }

    private void judge(Registered run, List<AlertRaised> alerts) {
        if (alerts.isEmpty()) {
            violations.add(new Violation(Kind.NO_ALERT, Oracle.name(run), "nobody was told"));
        }
        if (alerts.size() > 1) {
            violations.add(new Violation(
                    Kind.TWO_ALERTS,
                    Oracle.name(run),
                    alerts.stream().map(AlertChecks::told).toList().toString()));
        }
        named(run, alerts);
        Registered good = lastGood.get(run.model());
        if (good != null && good.offset() > run.offset()) {
            alerts.forEach(alert -> mustBeResolved(alert, "a later version is good"));
        }
    }

    /** Those who read that the run ended find the alert by what the end says. */
    private void named(Registered run, List<AlertRaised> alerts) {
        for (RunEnded end : evidence.all(RunEnded.class)) {
            if (end.run().run().value().equals(run.run())
                    && alerts.stream().noneMatch(alert -> end.alertId()
                            .filter(alert.alertId()::equals)
                            .isPresent())) {
                violations.add(new Violation(
                        Kind.OTHER_ALERT_NAMED,
                        Oracle.name(run),
                        "its end names " + end.alertId().orElse("none")));
            }
        }
    }

    private void mustBeResolved(AlertRaised alert, String why) {
        if (!resolved.contains(alert.alertId())) {
            violations.add(new Violation(Kind.ALERT_STANDS, alert.fingerprint(), told(alert) + " stands, but " + why));
        }
    }

    private static String told(AlertRaised alert) {
        return alert.alertId() + " '" + alert.failure().code() + ": "
                + alert.failure().summary() + "'";
    }
}
