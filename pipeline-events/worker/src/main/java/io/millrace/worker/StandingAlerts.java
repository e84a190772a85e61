package io.millrace.worker;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import io.millrace.events.Failure;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.quarkus.arc.properties.UnlessBuildProperty;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * Alerts about what a run left in the world and what went wrong with it later, such as a server that does not stay up.
 * They stand until they are resolved here, or by the model's next good run at this stage; a crash in between loses none.
 */
@ApplicationScoped
@UnlessBuildProperty(name = "millrace.stage", stringValue = "monitor", enableIfMissing = true)
public class StandingAlerts {
    private final Dispatcher dispatcher;
    private final Stage stage;
    private final URI source;

    StandingAlerts(Dispatcher dispatcher, WorkerConfig config) {
        this.dispatcher = dispatcher;
        this.stage = config.stage();
        this.source = URI.create("/millrace/" + stage.worker());
    }

    /** Raises it, unless one with the same code stands for the model. Returns at once. */
    public void raise(RunRef run, Failure failure) {
        Instant now = Instant.now();
        // The same may happen to a run more than once, hours apart: each time is an alert of its own.
        String id = EventIds.alert(run, stage, failure.code() + "@" + now);
        var alert = new AlertRaised(
                id, fingerprint(run, failure.code()), Optional.of(run.model()), Optional.of(run), stage, failure, 1);
        dispatcher.raise(run.model(), alert, Envelope.first(id, source, now, alert));
    }

    /** Resolves what stands with this code for the run's model; nothing when nothing stands. Returns at once. */
    public void resolve(RunRef run, String code) {
        String fingerprint = fingerprint(run, code);
        dispatcher.resolve(run.model(), fingerprint, open -> {
            var resolved = new AlertResolved(open.alertId(), fingerprint, run, stage);
            return Envelope.first(EventIds.resolved(open.alertId()), source, Instant.now(), resolved);
        });
    }

    private String fingerprint(RunRef run, String code) {
        return AlertRaised.fingerprint(Optional.of(run.model()), stage, code);
    }
}
