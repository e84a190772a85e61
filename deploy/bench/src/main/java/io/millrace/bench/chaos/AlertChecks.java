package io.millrace.bench.chaos;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import io.millrace.bench.chaos.Evidence.Registered;
import io.millrace.bench.chaos.Violation.Deviation;
import io.millrace.bench.chaos.Violation.Kind;
import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.RunId;
import io.millrace.promises.History;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A failure that was planned is one alert at its stage, and what concerns no run is well again when all is over. */
final class AlertChecks {
    private final Map<RunId, Registered> runs;
    private final List<AlertRaised> alerts;
    private final Set<String> resolved;

    AlertChecks(Evidence evidence, History history) {
        this.runs = evidence.registered();
        this.alerts = history.all(AlertRaised.class);
        this.resolved = history.all(AlertResolved.class).stream()
                .map(AlertResolved::alertId)
                .collect(toSet());
    }

    List<Deviation> deviations() {
        return Stream.concat(several(), standing()).toList();
    }

    /** Whether there is one at all is promised: the run's end names it. */
    private Stream<Deviation> several() {
        return alerts.stream()
                .filter(alert -> alert.run()
                        .map(ref -> runs.get(ref.run()))
                        .filter(run -> isFailureOf(run, alert))
                        .isPresent())
                .collect(groupingBy(alert -> alert.run().orElseThrow().run()))
                .entrySet()
                .stream()
                .filter(run -> run.getValue().size() > 1)
                .map(run -> new Deviation(
                        Kind.TWO_ALERTS,
                        String.valueOf(runs.get(run.getKey())),
                        run.getValue().stream().map(AlertChecks::told).toList().toString()));
    }

    private static boolean isFailureOf(Registered run, AlertRaised alert) {
        return !run.fate().isGood() && alert.stage() == run.fate().endsAt();
    }

    private Stream<Deviation> standing() {
        return alerts.stream()
                .filter(alert -> alert.run().isEmpty() && !resolved.contains(alert.alertId()))
                .map(alert -> new Deviation(Kind.ALERT_STANDS, alert.fingerprint(), told(alert) + " stands"));
    }

    private static String told(AlertRaised alert) {
        return alert.alertId() + " '" + alert.failure().code() + ": "
                + alert.failure().summary() + "'";
    }
}
