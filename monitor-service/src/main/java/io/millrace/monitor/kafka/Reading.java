package io.millrace.monitor.kafka;

import io.millrace.events.Topic;
import io.millrace.monitor.view.Changes;
import io.millrace.worker.Topics;
import io.millrace.worker.WorkerConfig;
import io.millrace.worker.access.Access;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The thread that reads the topics into the view, from their beginning to their end, and then on. It outlives the
 * broker's outages: whatever goes wrong, it begins again where it was.
 */
@Singleton
class Reading {
    private static final Logger LOG = Logger.getLogger(Reading.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration MEASURE_EVERY = Duration.ofSeconds(5);
    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final Map<String, Object> kafka;
    private final List<TopicPartition> partitions;
    private final String registrations;
    private final Intake intake;
    private final Changes changes;
    private final ReadingState state;
    private final Access access;

    private final Thread thread =
            Thread.ofPlatform().name("reading").daemon(true).unstarted(this::run);
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile @Nullable TopicLog log;

    /** Only the reading thread touches these, and those that help it, one at a time. */
    private final Map<TopicPartition, Long> next = new HashMap<>();

    /** Where the partitions ended when we began. */
    private Map<TopicPartition, Long> ends = Map.of();
    /** What is left to be reached of what was there when we began. */
    private @Nullable Map<TopicPartition, Long> goals;

    private long measuredAt;
    /** Registrations come first: which runs are the latest is known then, and what is about others need not be decoded. */
    private boolean knowsRuns;

    Reading(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            WorkerConfig config,
            Intake intake,
            Changes changes,
            ReadingState state,
            Access access) {
        this.kafka = kafka;
        this.partitions = partitions(config.topicPrefix());
        this.registrations = Topic.MODEL_REGISTERED.name(config.topicPrefix());
        this.intake = intake;
        this.changes = changes;
        this.state = state;
        this.access = access;
    }

    private static List<TopicPartition> partitions(String prefix) {
        return Arrays.stream(Topic.values())
                .flatMap(
                        topic -> partitions(topic.name(prefix), Topics.bundled().partitions()))
                .toList();
    }

    private static Stream<TopicPartition> partitions(String topic, int count) {
        return IntStream.range(0, count).mapToObj(number -> new TopicPartition(topic, number));
    }

    /** After the kit has seen to the topics, which it does early in the start. */
    void start(@Observes StartupEvent event) {
        access.then(thread::start);
    }

    void stop(@Observes ShutdownEvent event) {
        stop.countDown();
        TopicLog open = log;
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

    private boolean isStopping() {
        return stop.getCount() == 0;
    }

    private void run() {
        try {
            do {
                readWhileItGoesWell();
            } while (!stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            state.stopped();
        }
    }

    /** Owns the thread, hence the wide catch: the thread that looks after everything else has nobody to look after it. */
    private void readWhileItGoesWell() {
        try (var opened = new TopicLog(kafka, partitions, next)) {
            log = opened;
            if (!knowsRuns) {
                opened.readOnly(this::isOfRegistrations);
            }
            while (!isStopping()) {
                measure(opened);
                read(opened.poll(POLL));
            }
        } catch (WakeupException e) {
            LOG.debug("woken up to stop");
        } catch (RuntimeException e) {
            LOG.warnf(e, "reading broke off; it goes on in %s", PAUSE);
        } finally {
            log = null;
        }
    }

    /** Looks at the records on all processors, and takes them in one after the other, as they came. */
    private void read(ConsumerRecords<byte[], byte @Nullable []> records) {
        List<ConsumerRecord<byte[], byte @Nullable []>> all = new ArrayList<>(records.count());
        records.forEach(all::add);
        all.parallelStream().map(this::look).forEachOrdered(this::take);
    }

    private Look look(ConsumerRecord<byte[], byte @Nullable []> record) {
        return intake.look(record, knowsRuns && wasThereAtTheStart(record));
    }

    private void take(Look look) {
        var record = look.record();
        try {
            var change = intake.take(look);
            if (state.isCaughtUp()) {
                change.ifPresent(changes::on);
            }
        } catch (RuntimeException e) {
            intake.failedOn(record, e);
        }
        next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
    }

    /** Looks how far it is: after every poll until it has caught up for the first time, then every now and then. */
    private void measure(TopicLog log) {
        boolean due = System.nanoTime() - measuredAt > MEASURE_EVERY.toNanos();
        if (due || goals == null) {
            ask(log);
        }
        Map<TopicPartition, Long> left = goals;
        if (!state.isCaughtUp() && left != null) {
            approach(left, log);
        }
    }

    /** First the registrations, then all. */
    private void approach(Map<TopicPartition, Long> left, TopicLog log) {
        left.entrySet()
                .removeIf(goal -> (knowsRuns || isOfRegistrations(goal.getKey()))
                        && log.hasReached(goal.getKey(), goal.getValue()));
        if (!knowsRuns && left.keySet().stream().noneMatch(this::isOfRegistrations)) {
            knowsRuns = true;
            log.readAll();
        }
        if (left.isEmpty()) {
            ask(log); // else it counted as far behind until it is due
            state.caughtUp();
            LOG.info("caught up with the topics");
        }
    }

    /** Its run was registered before it, and so before we began: that was read by the time that {@link #knowsRuns}. */
    private boolean wasThereAtTheStart(ConsumerRecord<?, ?> record) {
        return record.offset() < ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L);
    }

    private boolean isOfRegistrations(TopicPartition partition) {
        return partition.topic().equals(registrations);
    }

    private void ask(TopicLog log) {
        try {
            Map<TopicPartition, Long> now = log.ends(BROKER_PATIENCE);
            if (goals == null) {
                ends = now;
                // Asked after the rest: of whatever is there, the registration is among these.
                goals = new HashMap<>(log.ends(BROKER_PATIENCE));
            }
            state.behind(log.lag(now));
        } catch (TimeoutException e) {
            LOG.debug("no word from the broker", e);
        }
        measuredAt = System.nanoTime();
    }
}
