package io.millrace.worker;

import io.millrace.worker.access.Access;
import io.millrace.worker.access.Refused;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Sees to the topics before anything is read from them or written to them. What an operator can mend at the broker is
 * waited for; meanwhile the worker is up, and says what it lacks.
 */
@ApplicationScoped
class WorkerStart {
    private static final Logger LOG = Logger.getLogger(WorkerStart.class);
    /** Before the messaging extension connects its channels, which it does at {@code LIBRARY_BEFORE}. */
    private static final int BEFORE_CHANNELS = 1;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final Map<String, Object> kafka;
    private final WorkerConfig config;
    private final Access access;
    private final CountDownLatch stop = new CountDownLatch(1);

    WorkerStart(@Identifier("default-kafka-broker") Map<String, Object> kafka, WorkerConfig config, Access access) {
        this.kafka = kafka;
        this.config = config;
        this.access = access;
    }

    /** @throws IllegalStateException when a topic is not as it must be, or no broker answers in time */
    void enter(@Observes @Priority(BEFORE_CHANNELS) StartupEvent start) {
        try {
            new Entrance(kafka, config).enter();
            access.grant();
        } catch (Refused e) {
            access.refuse(e.reason());
            Thread.ofPlatform().name("entrance").daemon(true).start(this::untilLetIn);
        }
    }

    private void untilLetIn() {
        try {
            Duration pause = FIRST_PAUSE;
            while (!stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                if (isLetIn()) {
                    LOG.info("the broker lets this worker in now");
                    access.grant();
                    return;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isLetIn() {
        try {
            new Entrance(kafka, config).enter();
            return true;
        } catch (Refused e) {
            access.refuse(e.reason());
            return false;
        } catch (IllegalStateException e) {
            access.refuse(String.valueOf(e.getMessage()));
            return false;
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stop.countDown();
    }
}
