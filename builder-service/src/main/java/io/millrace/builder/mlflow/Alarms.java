package io.millrace.builder.mlflow;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import io.millrace.events.Failure;
import io.millrace.events.ModelName;
import io.millrace.events.PipelineEvent;
import io.millrace.events.Stage;
import io.millrace.worker.Announcer;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Alerts about the registry and about versions that can be no registration. They belong to no run: each look says what
 * should stand, the log says what does, and the difference is published.
 */
final class Alarms {
    private static final Logger LOG = Logger.getLogger(Alarms.class);
    private static final URI SOURCE = URI.create("/millrace/" + Stage.BUILD.worker());
    private static final String OURS = AlertRaised.fingerprint(Optional.empty(), Stage.BUILD, "mlflow-");

    private final Memory memory;
    private final Announcer announcer;

    Alarms(Memory memory, Announcer announcer) {
        this.memory = memory;
        this.announcer = announcer;
    }

    static boolean isOurs(String fingerprint) {
        return fingerprint.startsWith(OURS);
    }

    /** Of an alert about the registry. */
    static String fingerprint(RegistryTrouble.Kind kind) {
        return AlertRaised.fingerprint(Optional.empty(), Stage.BUILD, kind.code());
    }

    /** Of an alert about a model's versions. */
    static String fingerprint(ModelName model) {
        return AlertRaised.fingerprint(Optional.empty(), Stage.BUILD, VersionRefused.CODE) + "/" + model;
    }

    static boolean isAboutVersions(String fingerprint) {
        return fingerprint.startsWith(
                OURS.substring(0, OURS.length() - "mlflow-".length()) + VersionRefused.CODE + "/");
    }

    /**
     * Raises what should stand and does not, and resolves what stands and should not.
     *
     * @param wanted by fingerprint
     * @param known  of which fingerprints it is known whether they should stand; others stay as they are
     */
    void settle(Map<String, Failure> wanted, Predicate<String> known) {
        wanted.forEach((fingerprint, failure) -> {
            if (!memory.standing().contains(fingerprint)) {
                raise(fingerprint, failure);
            }
        });
        memory.standing().stream()
                .filter(known)
                .filter(fingerprint -> !wanted.containsKey(fingerprint))
                .forEach(this::resolve);
    }

    private void raise(String fingerprint, Failure failure) {
        LOG.warnf("%s: %s", failure.code(), failure.summary());
        String id = memory.nextAlert(fingerprint);
        publish(id, new AlertRaised(id, fingerprint, Optional.empty(), Optional.empty(), Stage.BUILD, failure, 1));
    }

    private void resolve(String fingerprint) {
        LOG.infof("%s is over", fingerprint);
        String id = memory.lastAlert(fingerprint);
        publish(EventIds.resolved(id), new AlertResolved(id, fingerprint, Optional.empty(), Stage.BUILD));
    }

    /** What does not reach the broker is found again when its topic is next read. */
    private void publish(String id, PipelineEvent event) {
        var unused = announcer.publish(Envelope.first(id, SOURCE, Instant.now(), event));
    }
}
