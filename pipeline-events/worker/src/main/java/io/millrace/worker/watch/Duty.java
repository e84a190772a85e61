package io.millrace.worker.watch;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Decoded;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.EventIds;
import io.millrace.events.PipelineEvent;
import io.millrace.events.Topic;
import io.millrace.worker.Announcer;
import io.millrace.worker.Topics;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A worker's place in the watch, for as long as it goes well: being in the group shows that it lives; holding the
 * partition in which alerts about the pipeline itself lie makes it the one on watch. Of one thread, but for
 * {@link #wakeUp()}.
 */
final class Duty implements AutoCloseable, ConsumerRebalanceListener {
    private static final Logger LOG = Logger.getLogger(Duty.class);
    private static final Duration PUBLISH_PATIENCE = Duration.ofSeconds(20);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final Map<String, Object> kafka;
    private final Watchdog.Post post;
    private final Announcer announcer;
    private final Members members;
    private final EventCodec codec;
    private final String alerts;
    private final TopicPartition place;
    private final Watch watch;
    private final KafkaConsumer<byte[], byte @Nullable []> consumer;

    private Optional<OnWatch> onWatch = Optional.empty();

    /** What only the one on watch has. */
    private static final class OnWatch {
        private final Standing standing = new Standing();
        private final Lookout lookout;
        /** Where the log ended when the watch began: before that is read, nobody knows what stands. */
        private final long end;

        private Memory memory = Memory.NONE;
        /** Of {@link System#nanoTime()}. */
        private long nextLook = System.nanoTime();

        OnWatch(Lookout lookout, long end) {
            this.lookout = lookout;
            this.end = end;
        }

        Duration untilNextLook() {
            return Duration.ofNanos(Math.max(0, nextLook - System.nanoTime()));
        }
    }

    Duty(Map<String, Object> kafka, Watchdog.Post post, Announcer announcer) {
        this.kafka = kafka;
        this.post = post;
        this.announcer = announcer;
        this.members = Members.of(post.topicPrefix(), post.stage(), post.instance());
        this.codec = new EventCodec(post.topicPrefix());
        this.alerts = Topic.ALERTS.name(post.topicPrefix());
        this.place = place(post.topicPrefix());
        this.watch = new Watch(Patience.of(post.config()));
        this.consumer = new KafkaConsumer<>(settings());
        consumer.subscribe(List.of(alerts), this);
    }

    /** Where alerts about the pipeline itself lie; whoever holds it is on watch. */
    static TopicPartition place(String prefix) {
        return new TopicPartition(Topic.ALERTS.name(prefix), Topics.bundled().partitionOf(AlertRaised.UNATTRIBUTED));
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, members.group());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, members.clientId());
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        // Nothing is ever committed: whoever takes over reads from the beginning what stands.
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // Who is on watch stays so while others come and go.
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(CooperativeStickyAssignor.class));
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 60_000);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10_000);
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 30_000);
        // When the topic goes while its place is looked up: whoever waits for that notices nothing else.
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        return settings;
    }

    /** Waits for as long as there is nothing to do, reads what came, and looks if it is time. */
    void turn() throws InterruptedException, ExecutionException, TimeoutException {
        Duration pause = onWatch.filter(this::isInformed)
                .map(OnWatch::untilNextLook)
                .orElse(post.config().every());
        consumer.poll(pause).forEach(this::read);
        if (onWatch.filter(this::isInformed).isPresent()) {
            OnWatch duty = onWatch.get();
            if (duty.untilNextLook().isZero()) {
                look(duty);
            }
        }
    }

    private boolean isInformed(OnWatch duty) {
        return consumer.position(place) >= duty.end;
    }

    /** Whether the topic is there without which nobody can be told anything. */
    boolean alertsCanBeRaised() {
        return !consumer.partitionsFor(alerts).isEmpty();
    }

    private void read(ConsumerRecord<byte[], byte @Nullable []> record) {
        if (record.partition() == place.partition() && codec.decode(record) instanceof Decoded.Event(var envelope)) {
            onWatch.ifPresent(duty -> duty.standing.read(envelope.event()));
        }
    }

    private void look(OnWatch duty) throws InterruptedException, ExecutionException, TimeoutException {
        Sight sight = duty.lookout.look();
        long now = System.nanoTime();
        duty.nextLook = now + post.config().every().toNanos();
        Watch.Step step = watch.look(duty.memory, sight, duty.standing::stands, Duration.ofNanos(now));
        duty.memory = step.memory();
        for (Alarm alarm : step.raise()) {
            String id = duty.standing.nextId(alarm.fingerprint());
            LOG.warnf("%s: %s", alarm.failure().code(), alarm.failure().summary());
            publish(
                    duty,
                    id,
                    new AlertRaised(
                            id,
                            alarm.fingerprint(),
                            Optional.empty(),
                            Optional.empty(),
                            alarm.stage(),
                            alarm.failure(),
                            1));
        }
        for (Watch.Resolved resolved : step.resolve()) {
            String id = duty.standing.lastId(resolved.fingerprint());
            LOG.infof("%s is over", resolved.fingerprint());
            publish(
                    duty,
                    EventIds.resolved(id),
                    new AlertResolved(id, resolved.fingerprint(), Optional.empty(), resolved.stage()));
        }
    }

    /** Waits until it is durable: what was not published is found and published again. */
    private void publish(OnWatch duty, String id, PipelineEvent event)
            throws InterruptedException, ExecutionException, TimeoutException {
        URI source = URI.create("/millrace/" + post.stage().worker());
        announcer
                .publish(Envelope.first(id, source, Instant.now(), event))
                .get(PUBLISH_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        duty.standing.read(event);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (partitions.contains(place)) {
            long end = consumer.endOffsets(List.of(place)).getOrDefault(place, 0L);
            onWatch = Optional.of(new OnWatch(new Lookout(kafka, members, post.topicPrefix()), end));
            LOG.infof("the %s is on watch", post.stage().worker());
        }
        // The rest is held for the sake of being in the group, and not read.
        consumer.pause(partitions.stream().filter(it -> !it.equals(place)).toList());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        if (partitions.contains(place)) {
            endWatch();
        }
    }

    private void endWatch() {
        onWatch.ifPresent(duty -> duty.lookout.close());
        onWatch = Optional.empty();
    }

    /** From any thread: ends the wait that is going on, or the next. */
    void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        endWatch();
        consumer.close(CloseOptions.timeout(CLOSE_PATIENCE).withGroupMembershipOperation(post.farewell()));
    }
}
