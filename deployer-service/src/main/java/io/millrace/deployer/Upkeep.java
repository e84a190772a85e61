package io.millrace.deployer;

import io.millrace.deployer.rollout.Gateway;
import io.millrace.deployer.rollout.Servers;
import io.millrace.events.ModelName;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEnded;
import io.millrace.events.ServingEvent;
import io.millrace.worker.PartitionsChanged;
import io.millrace.worker.ServingFeed;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Sees to it that what the log says is so. Each replica sends requests to all models; the servers of a model are kept
 * up, and what they replaced is retired, by the one that has its partition.
 */
@Singleton
final class Upkeep {
    private static final Logger LOG = Logger.getLogger(Upkeep.class);

    private final Servers servers;
    private final Gateway gateway;
    private final DeployerConfig config;
    private final Map<ModelName, ServingEvent> latest = new HashMap<>();
    private Optional<PartitionsChanged> partitions = Optional.empty();
    private boolean complete;

    Upkeep(Servers servers, Gateway gateway, DeployerConfig config) {
        this.servers = servers;
        this.gateway = gateway;
        this.config = config;
    }

    void begin(@Observes StartupEvent start, ServingFeed feed) {
        feed.follow(this::told, this::complete);
    }

    /** All that served when this process started is known. */
    synchronized void complete() {
        complete = true;
        latest.values().forEach(this::announce);
        gateway.complete();
        LOG.infof(
                "%d models serve",
                latest.values().stream()
                        .filter(ServingChanged.class::isInstance)
                        .count());
        latest.values().forEach(this::settle);
    }

    synchronized void on(@Observes PartitionsChanged now) {
        partitions = Optional.of(now);
        if (complete) {
            latest.values().forEach(this::settle);
        }
    }

    /** What the log says. */
    synchronized void told(ServingEvent event) {
        if (isNews(event) && complete) {
            announce(event);
            settle(event);
        }
    }

    /** A version takes over that this replica brought up; the log does not say so yet. */
    synchronized void takesOver(ServingChanged version) {
        if (isNews(version)) {
            lookAfter(version);
        }
    }

    private boolean isNews(ServingEvent event) {
        ModelName model = event.run().model();
        return latest.merge(model, event, (known, told) -> told.generation() < known.generation() ? known : told)
                == event;
    }

    private void announce(ServingEvent event) {
        switch (event) {
            case ServingChanged version -> gateway.comingUp(version);
            case ServingEnded end -> gateway.gone(end);
        }
    }

    private void settle(ServingEvent event) {
        if (event instanceof ServingChanged version) {
            lookAfter(version);
        }
        if (isOurs(event)) {
            event.over().forEach(workload -> servers.retire(workload, untilOthersKnow()));
        }
    }

    private void lookAfter(ServingChanged version) {
        if (isOurs(version)) {
            servers.keepUp(version);
        } else {
            servers.watch(version);
        }
    }

    private boolean isOurs(ServingEvent version) {
        return partitions.filter(held -> held.holds(version.run().model())).isPresent();
    }

    /** Other replicas learn of a change from the log, and what they sent before that has to be answered. */
    private Duration untilOthersKnow() {
        return partitions.filter(PartitionsChanged::holdsAll).isPresent() ? Duration.ZERO : config.drain();
    }
}
