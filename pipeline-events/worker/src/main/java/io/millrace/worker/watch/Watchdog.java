package io.millrace.worker.watch;

import io.millrace.events.Stage;
import io.millrace.events.Topic;
import io.millrace.worker.Announcer;
import io.millrace.worker.WorkerConfig;
import io.millrace.worker.access.Access;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The thread on which a worker takes its part in the watch. Whatever goes wrong, it begins again. */
@ApplicationScoped
class Watchdog {
    private static final Logger LOG = Logger.getLogger(Watchdog.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final Map<String, Object> kafka;
    private final Post post;
    private final Announcer announcer;
    private final Access access;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("watchdog").daemon(true).unstarted(this::run);
    private volatile @Nullable Duty duty;
    private volatile boolean alertsCanBeRaised = true;

    /**
     * Whose watchdog it is.
     *
     * @param farewell when it stops; one that leaves the group makes place for the next at once
     */
    record Post(
            Stage stage, String instance, String topicPrefix, WatchConfig config, GroupMembershipOperation farewell) {}

    @Inject
    Watchdog(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            WorkerConfig worker,
            WatchConfig config,
            Announcer announcer,
            Access access) {
        this(
                kafka,
                new Post(
                        worker.stage(),
                        worker.instance(),
                        worker.topicPrefix(),
                        config,
                        GroupMembershipOperation.LEAVE_GROUP),
                announcer,
                access);
    }

    Watchdog(Map<String, Object> kafka, Post post, Announcer announcer, Access access) {
        this.kafka = kafka;
        this.post = post;
        this.announcer = announcer;
        this.access = access;
    }

    /** After the kit has seen to the topics, which it does early in the start. */
    void start(@Observes StartupEvent event) {
        if (post.config().enabled()) {
            access.then(thread::start);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stop.countDown();
        Duty open = duty;
        if (open != null) {
            open.wakeUp();
        }
        try {
            if (thread.isAlive()) {
                thread.join(STOP_PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What makes it impossible to tell anybody of a failure; empty when nothing does. */
    Optional<String> trouble() {
        return alertsCanBeRaised
                ? Optional.empty()
                : Optional.of("topic " + Topic.ALERTS.name(post.topicPrefix())
                        + " is missing: no alert can be raised; start any worker again, which makes it anew");
    }

    private boolean isStopping() {
        return stop.getCount() == 0;
    }

    private void run() {
        try {
            do {
                watchWhileItGoesWell();
            } while (!stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Owns the thread, hence the wide catch: nobody looks after the one that looks after all. */
    private void watchWhileItGoesWell() throws InterruptedException {
        try (var opened = new Duty(kafka, post, announcer)) {
            duty = opened;
            while (!isStopping()) {
                check(opened.alertsCanBeRaised());
                opened.turn();
            }
        } catch (WakeupException e) {
            LOG.debug("woken up to stop");
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("the broker did not answer the one on watch, who begins again in %s: %s", PAUSE, e.getMessage());
        } catch (RuntimeException e) {
            LOG.warnf(e, "the watch broke off; it goes on in %s", PAUSE);
        } finally {
            duty = null;
        }
    }

    private void check(boolean canBeRaised) {
        if (!canBeRaised && alertsCanBeRaised) {
            alertsCanBeRaised = false;
            LOG.error(trouble().orElse(""));
        }
        alertsCanBeRaised = canBeRaised;
    }
}
