package io.millrace.deployer;

import io.millrace.deployer.rollout.Gateway;
import io.millrace.deployer.rollout.Servers;
import io.millrace.events.ModelName;
import io.millrace.events.ServingChanged;
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
    private final Map<ModelName, ServingChanged> serving = new HashMap<>();
    private Optional<PartitionsChanged> partitions = Optional.empty();
    private boolean complete;

    Upkeep(Servers servers, Gateway gateway, DeployerConfig config) {
        this.servers = servers;
        this.gateway = gateway;
        this.config = config;
    }

    void begin(@Observes StartupEvent start, ServingFeed feed) {
        feed.follow(this::serves, this::complete);
    }

    /** All that served when this process started is known. */
    synchronized void complete() {
        complete = true;
        serving.values().forEach(gateway::comingUp);
        gateway.complete();
        LOG.infof("%d models serve", serving.size());
        serving.values().forEach(this::settle);
    }

    synchronized void on(@Observes PartitionsChanged now) {
        partitions = Optional.of(now);
        if (complete) {
            serving.values().forEach(this::settle);
        }
    }

    /** What the log says. */
    synchronized void serves(ServingChanged version) {
        if (isNews(version) && complete) {
            gateway.comingUp(version);
            settle(version);
        }
    }

    /** A version takes over that this replica brought up; the log does not say so yet. */
    synchronized void takesOver(ServingChanged version) {
        if (isNews(version)) {
            lookAfter(version);
        }
    }

    private boolean isNews(ServingChanged version) {
        ModelName model = version.run().model();
        return serving.merge(model, version, (known, told) -> told.generation() < known.generation() ? known : told)
                == version;
    }

    private void settle(ServingChanged version) {
        lookAfter(version);
        if (isOurs(version)) {
            version.replaces().ifPresent(before -> servers.retire(before, untilOthersKnow()));
        }
    }

    private void lookAfter(ServingChanged version) {
        if (isOurs(version)) {
            servers.keepUp(version);
        } else {
            servers.watch(version);
        }
    }

    private boolean isOurs(ServingChanged version) {
        return partitions.filter(held -> held.holds(version.run().model())).isPresent();
    }

    /** Other replicas learn of a change from the log, and what they sent before that has to be answered. */
    private Duration untilOthersKnow() {
        return partitions.filter(PartitionsChanged::holdsAll).isPresent() ? Duration.ZERO : config.drain();
    }
}
