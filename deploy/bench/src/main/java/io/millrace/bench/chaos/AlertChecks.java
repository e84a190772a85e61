package io.millrace.bench.chaos;

import static java.util.stream.Collectors.toSet;

import io.millrace.bench.chaos.Evidence.Registered;
import io.millrace.bench.chaos.Evidence.Round;
import io.millrace.bench.chaos.Violation.Deviation;
import io.millrace.bench.chaos.Violation.Kind;
import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.RunId;
import io.millrace.promises.History;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
        var failures = new LinkedHashMap<Round, List<String>>();
        for (AlertRaised alert : alerts) {
            alert.run()
                    .filter(ref -> isFailureOf(runs.get(ref.run()), alert))
                    .ifPresent(ref -> failures.computeIfAbsent(Round.of(ref), unused -> new ArrayList<>())
                            .add(told(alert)));
        }
        return failures.entrySet().stream()
                .filter(failure -> failure.getValue().size() > 1)
                .map(failure -> new Deviation(
                        Kind.TWO_ALERTS,
                        runs.get(failure.getKey().run()) + ", round "
                                + failure.getKey().number(),
                        failure.getValue().toString()));
    }

    private static boolean isFailureOf(@Nullable Registered run, AlertRaised alert) {
        return run != null
                && !run.fate().isGood()
                && alert.stage() == run.fate().endsAt();
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
