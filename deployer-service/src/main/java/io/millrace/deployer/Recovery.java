package io.millrace.deployer;

import io.millrace.deployer.rollout.Gateway;
import io.millrace.deployer.rollout.Servers;
import io.millrace.deployer.rollout.ServingLog;
import io.millrace.events.ServingChanged;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Brings back what serves, when this process starts. */
@Singleton
final class Recovery {
    private static final Logger LOG = Logger.getLogger(Recovery.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ServingLog log;
    private final Servers servers;
    private final Gateway gateway;

    Recovery(ServingLog log, Servers servers, Gateway gateway) {
        this.log = log;
        this.servers = servers;
        this.gateway = gateway;
    }

    /** On a thread of its own, because the log may be away for a while and a start must not hang on it. */
    void begin(@Observes StartupEvent start) {
        Thread.ofPlatform().name("recovery").daemon().start(this::untilBroughtBack);
    }

    private void untilBroughtBack() {
        try {
            while (!isBroughtBack()) {
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isBroughtBack() {
        try {
            bringBack();
            return true;
        } catch (RuntimeException e) {
            // This thread is ours, and without it every model stays away.
            LOG.error("could not bring back what serves, trying again", e);
            return false;
        }
    }

    void bringBack() {
        var serving = log.all();
        serving.forEach(gateway::comingUp);
        gateway.complete();
        LOG.infof("bringing back %d models", serving.size());
        serving.forEach(version -> settle(version, servers));
    }

    /** Sees to it that what the log says is so: this version serves, and the one before it does not run any more. */
    static void settle(ServingChanged version, Servers servers) {
        servers.keepUp(version);
        version.replaces().ifPresent(servers::retire);
    }
}
