package io.millrace.worker.run;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import io.millrace.events.Failure;
import io.millrace.events.Metrics;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed;
import io.millrace.events.StageProgressed.State;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What is told while a run is at a stage, apart from how it comes out. */
final class Notices {
    /** Fewer tries than this, which take some seconds, are a hiccup. */
    private static final int TRIES_OF_AN_OUTAGE = 4;

    private final Stage stage;
    private final URI source;

    Notices(Stage stage, URI source) {
        this.stage = stage;
        this.source = source;
    }

    Action tell(Admission admission, int attempt, State state, Optional<String> message, Instant now) {
        return tell(admission, attempt, state, message, "", now);
    }

    /** The work waits for its next try; every try is told. */
    Action waits(Held.Parked parked, String message, Instant now) {
        return tell(
                parked.admission(),
                parked.attempt(),
                State.WAITING,
                Optional.of(message),
                parked.outage().map(met -> "try-" + met.tries()).orElse(""),
                now);
    }

    private Action tell(
            Admission admission, int attempt, State state, Optional<String> message, String mark, Instant now) {
        RunRef run = admission.run();
        var progress = new StageProgressed(run, stage, state, attempt, message, Optional.empty(), Metrics.NONE);
        String id = EventIds.progress(run, stage, attempt, state, mark);
        return new Action.Tell(admission.trigger().causes(id, source, now, attempt, progress));
    }

    boolean isWorthAnAlert(Outage met) {
        return met.tries() >= TRIES_OF_AN_OUTAGE;
    }

    /** The alert for a neighbour that stays away. The same run may meet several outages: each is an alert of its own. */
    OpenAlert outage(Held.Running running, Failure failure, Outage met, Instant now) {
        RunRef run = running.run();
        var lasting = new Failure(
                failure.kind(),
                failure.code(),
                failure.summary(),
                failure.remedy() + "; the run goes on by itself then, waits until " + running.deadline()
                        + " at the latest, and can be cancelled",
                failure.evidence());
        String id = EventIds.alert(run, stage, failure.code() + "@" + met.since());
        String fingerprint = AlertRaised.fingerprint(Optional.of(run.model()), stage, failure.code());
        var alert = new AlertRaised(id, fingerprint, Optional.of(run.model()), Optional.of(run), stage, lasting, 1);
        Envelope trigger = running.admission().trigger();
        return OpenAlert.untold(id, fingerprint, trigger.causes(id, source, now, running.attempt(), alert))
                .waitedForBy(run);
    }

    Envelope resolution(OpenAlert alert, RunRef run, Instant now) {
        var resolved = new AlertResolved(alert.alertId(), alert.fingerprint(), run, stage);
        return Envelope.first(EventIds.resolved(alert.alertId()), source, now, resolved);
    }

    /** What a run waits for. */
    String behind(Lane lane, RunRef run) {
        return lane.inTurn().stream()
                .findFirst()
                .map(first -> first.run().subject() + " (run " + first.run().run() + ") has its turn"
                        + (first instanceof Held.Parked parked
                                ? " and waits: " + parked.last().summary()
                                : ""))
                .orElse("an older version than " + run.subject() + " has its turn");
    }

    Failure queueFull(RunRef run, Rules rules) {
        return new Failure(
                Failure.Kind.CAPACITY,
                "queue-full",
                rules.queueLimit() + " runs of " + run.model() + " wait for their turn at the " + stage.worker()
                        + " already",
                "register the model less often, or set concurrency: cancel-in-progress in its millrace.yaml",
                Optional.empty());
    }

    Failure overdue(RunRef run, Duration allowed, Optional<Failure> last) {
        return new Failure(
                Failure.Kind.TIMEOUT,
                "deadline-passed",
                "the " + stage.worker() + " was not through with run " + run.run() + " within " + allowed
                        + last.map(failure -> "; it waited because " + failure.summary())
                                .orElse(""),
                "mend what it waited for and retry the run; millrace.patience says how long runs may wait",
                last.flatMap(Failure::evidence));
    }
}
