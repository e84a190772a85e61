package io.millrace.deployer;

import io.millrace.deployer.rollout.Gateway;
import io.millrace.deployer.rollout.Servers;
import io.millrace.events.Envelope;
import io.millrace.events.ModelName;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEnded;
import io.millrace.events.ServingEvent;
import io.millrace.worker.Announcer;
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
    private final Announcer log;
    private final LateCopies copies = new LateCopies();
    private final Map<ModelName, ServingEvent> latest = new HashMap<>();
    private Optional<PartitionsChanged> partitions = Optional.empty();
    private boolean complete;

    Upkeep(Servers servers, Gateway gateway, Announcer log, DeployerConfig config) {
        this.servers = servers;
        this.gateway = gateway;
        this.log = log;
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
        putRight();
    }

    synchronized void on(@Observes PartitionsChanged now) {
        partitions = Optional.of(now);
        if (complete) {
            latest.values().forEach(this::settle);
            putRight();
        }
    }

    /** What the log says. */
    synchronized void told(Envelope envelope) {
        var event = (ServingEvent) envelope.event();
        copies.read(envelope);
        boolean isNews = isNews(event);
        if (complete) {
            if (isNews) {
                announce(event);
                settle(event);
            }
            putRight();
        }
    }

    /** Not waited for: after a crash, whoever has the partition finds it again. */
    private void putRight() {
        copies.toPublishAgain(this::isOurs).forEach(envelope -> {
            LOG.infof("a copy of something older lies behind %s, so it is published again", envelope.event());
            var unused = log.publish(envelope);
        });
    }

    /** A version takes over that this replica brought up; the log does not say so yet. */
    synchronized void takesOver(ServingChanged version) {
        if (isNews(version)) {
            lookAfter(version);
        }
    }

    private boolean isNews(ServingEvent event) {
        ModelName model = event.run().model();
        return latest.merge(model, event, ServingEvent::later) == event;
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
        if (isOurs(event.run().model())) {
            event.over().forEach(workload -> servers.retire(workload, untilOthersKnow()));
        }
    }

    private void lookAfter(ServingChanged version) {
        if (isOurs(version.run().model())) {
            servers.keepUp(version);
        } else {
            servers.watch(version);
        }
    }

    private boolean isOurs(ModelName model) {
        return partitions.filter(held -> held.holds(model)).isPresent();
    }

    /** Other replicas learn of a change from the log, and what they sent before that has to be answered. */
    private Duration untilOthersKnow() {
        return partitions.filter(PartitionsChanged::holdsAll).isPresent() ? Duration.ZERO : config.drain();
    }
}
