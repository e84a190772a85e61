package io.millrace.monitor.kafka;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import io.millrace.events.Failure;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.Version;
import io.millrace.monitor.MonitorConfig;
import io.millrace.monitor.view.Audit;
import io.millrace.monitor.view.Expected;
import io.millrace.monitor.view.Lookup;
import io.millrace.monitor.view.View;
import io.millrace.worker.Announcer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Raises an alert for a run of which nothing is heard any more, and resolves it when the run ends after all. */
@Singleton
class Auditor {
    private static final Logger LOG = Logger.getLogger(Auditor.class);
    private static final URI SOURCE = URI.create("/millrace/" + Stage.MONITOR.worker());

    private final View view;
    private final ReadingState state;
    private final Announcer announcer;
    private final MonitorConfig.Audit config;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("auditor").daemon(true).factory());

    /** Only the auditor's thread touches these. */
    private Audit.Memory memory = Audit.Memory.NONE;

    /** Ids of what was published and may not have been read back yet. */
    private final Set<String> told = new HashSet<>();

    Auditor(View view, ReadingState state, Announcer announcer, MonitorConfig config) {
        this.view = view;
        this.state = state;
        this.announcer = announcer;
        this.config = config.audit();
    }

    void start(@Observes StartupEvent event) {
        long every = config.every().toMillis();
        var unused = thread.scheduleWithFixedDelay(this::audit, every, every, TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
    }

    private void audit() {
        if (!state.isCaughtUp()) {
            return;
        }
        try {
            Audit.Step step =
                    Audit.audit(memory, view.unfinished(), config.silence(), Duration.ofNanos(System.nanoTime()));
            memory = step.memory();
            step.overdue().forEach(this::raise);
            view.overdueThatEnded().forEach(this::resolve);
        } catch (RuntimeException e) {
            // The next audit finds the same again.
            LOG.warn("an audit broke off", e);
        }
    }

    private void raise(Expected expected) {
        AlertRaised alert = AlertRaised.of(expected.run(), Stage.MONITOR, failure(expected));
        if (view.alert(alert.alertId()).isEmpty()) {
            publish(alert.alertId(), alert);
        }
    }

    private Failure failure(Expected expected) {
        RunRef run = expected.run();
        String name = run.version()
                .map(Version::value)
                .map(it -> " (version " + it + ")")
                .orElse("");
        Stage stage = view.find(run.run().value()) instanceof Lookup.One(var found)
                ? found.run().stage()
                : Stage.BUILD;
        String last = expected.heard() == 0
                ? "it was registered, but no builder has picked it up"
                : "it was last at the stage " + stage;
        return new Failure(
                Failure.Kind.TIMEOUT,
                Audit.CODE,
                "nothing has been heard of run " + run.run() + name + " for " + hours(config.silence()) + "; " + last,
                "look at the health and the log of the " + stage.worker() + "; if it does not go on, register the"
                        + " version again",
                Optional.empty());
    }

    private static String hours(Duration duration) {
        return duration.toHours() > 0 ? duration.toHours() + " h" : duration.toSeconds() + " s";
    }

    private void resolve(AlertRaised alert) {
        publish(
                EventIds.resolved(alert.alertId()),
                new AlertResolved(alert.alertId(), alert.fingerprint(), alert.run(), alert.stage()));
    }

    private void publish(String id, PipelineEvent event) {
        if (told.add(id)) {
            LOG.infof("tells %s", event);
            var unused = announcer
                    .publish(Envelope.first(id, SOURCE, Instant.now(), event))
                    .exceptionally(failure -> {
                        LOG.warnf(failure, "%s was not published", id);
                        return null;
                    });
        }
    }
}
