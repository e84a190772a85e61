package io.millrace.worker;

import io.millrace.events.Decoded;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.ServingEvent;
import io.millrace.events.Topic;
import io.millrace.worker.access.Access;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What serves each model, from the beginning of the topic {@code serving} on and then as it changes, whichever replica
 * changes it. For single questions there is {@link ServingTable}.
 */
@ApplicationScoped
public class ServingFeed {
    private static final Logger LOG = Logger.getLogger(ServingFeed.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** The broker answers at once when there is something new, and otherwise after this time: a feed at rest is quiet. */
    private static final Duration WAIT = Duration.ofSeconds(5);

    private final Map<String, Object> kafka;
    private final EventCodec codec;
    private final List<TopicPartition> partitions;
    private final Access access;
    private volatile boolean closed;

    ServingFeed(@Identifier("default-kafka-broker") Map<String, Object> kafka, WorkerConfig config, Access access) {
        this.access = access;
        this.kafka = kafka;
        this.codec = new EventCodec(config.topicPrefix());
        String topic = Topic.SERVING.name(config.topicPrefix());
        this.partitions = IntStream.range(0, Topics.bundled().partitions())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    /**
     * Follows the topic on a thread of its own, until this process ends; waits while the broker is away.
     *
     * @param change   told of every {@link ServingEvent}, copies too, in the order of the log for each model; after a
     *                 failure of ours of all of them again
     * @param caughtUp told when all that was there at the start is told
     */
    public void follow(Consumer<Envelope> change, Runnable caughtUp) {
        Thread thread =
                Thread.ofPlatform().name("serving-feed").daemon().unstarted(() -> untilClosed(change, caughtUp));
        access.then(thread::start);
    }

    private void untilClosed(Consumer<Envelope> change, Runnable caughtUp) {
        try {
            while (!closed) {
                read(change, caughtUp);
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(Consumer<Envelope> change, Runnable caughtUp) {
        Consumer<ConsumerRecord<byte[], byte @Nullable []>> reader = record -> tell(record, change);
        try (var consumer = TopicReader.follow(kafka, partitions, WAIT)) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            boolean behind = true;
            while (!closed) {
                if (behind
                        && ends.entrySet().stream()
                                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                    behind = false;
                    caughtUp.run();
                }
                consumer.poll(WAIT).forEach(reader);
            }
        } catch (RuntimeException e) {
            // This thread is ours, and without it requests would go where nobody answers any more.
            LOG.error("could not follow what serves, trying again", e);
        }
    }

    private void tell(ConsumerRecord<byte[], byte @Nullable []> record, Consumer<Envelope> change) {
        if (codec.decode(record) instanceof Decoded.Event(var envelope) && envelope.event() instanceof ServingEvent) {
            change.accept(envelope);
        }
    }

    @PreDestroy
    void close() {
        closed = true;
    }
}
