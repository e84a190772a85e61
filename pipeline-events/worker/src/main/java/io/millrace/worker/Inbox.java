package io.millrace.worker;

import io.millrace.events.Decoded;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Sequence;
import io.millrace.worker.WorkerMetrics.Fate;
import io.millrace.worker.run.Origin;
import io.quarkus.arc.properties.UnlessBuildProperty;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * Where all that a worker reads comes in: one channel, so that everything about a model lands on one replica and in
 * order. What nobody can read, and what lies in the wrong place, ends here. A record is acknowledged once it is
 * remembered, not once its work is done.
 */
@ApplicationScoped
@UnlessBuildProperty(name = "millrace.stage", stringValue = "monitor", enableIfMissing = true)
@Identifier(Inbox.CHANNEL)
class Inbox implements KafkaConsumerRebalanceListener {
    static final String CHANNEL = "in";
    /** Records that may wait for their decision, so that reading one and deciding on another go on beside each other. */
    private static final int AHEAD = 32;

    private final EventCodec codec;
    private final int epoch;
    private final DeadLetters deadLetters;
    private final Placement placement;
    private final WorkerMetrics metrics;
    private final Journal journal;
    private final Dispatcher dispatcher;
    private final Loop loop;
    private final Event<PartitionsChanged> changes;

    /** Decisions that were asked for last, oldest first; of the channel's thread. */
    private final Queue<CompletionStage<Void>> decisions = new ArrayDeque<>();

    /** Partitions that this replica has; of the polling thread. */
    private final Set<Integer> held = new HashSet<>();

    Inbox(
            WorkerConfig config,
            DeadLetters deadLetters,
            Placement placement,
            WorkerMetrics metrics,
            Journal journal,
            Dispatcher dispatcher,
            Loop loop,
            Event<PartitionsChanged> changes) {
        this.codec = new EventCodec(config.topicPrefix());
        this.epoch = config.epoch();
        this.deadLetters = deadLetters;
        this.placement = placement;
        this.metrics = metrics;
        this.journal = journal;
        this.dispatcher = dispatcher;
        this.loop = loop;
        this.changes = changes;
    }

    /** The next record is asked for when all but the last few are decided on; that they are durable may come later. */
    @Incoming(CHANNEL)
    CompletionStage<Void> on(Message<byte @Nullable []> message) {
        IncomingKafkaRecordMetadata<byte[], byte @Nullable []> read = metadata(message);
        ConsumerRecord<byte[], byte @Nullable []> record = read.getRecord();
        return switch (codec.decode(record)) {
            case Decoded.UnknownType ignored -> {
                metrics.received(Fate.UNKNOWN_TYPE);
                yield message.ack();
            }
            case Decoded.Malformed(var reason) -> bury(record, reason, message);
            case Decoded.Event(var envelope) -> accept(read, envelope, message);
        };
    }

    private CompletionStage<Void> accept(
            IncomingKafkaRecordMetadata<byte[], byte @Nullable []> read, Envelope envelope, Message<?> message) {
        ConsumerRecord<byte[], byte @Nullable []> record = read.getRecord();
        String key = envelope.event().key();
        if (!ModelName.isValid(key)) {
            metrics.received(Fate.PASSED);
            return message.ack();
        }
        var model = new ModelName(key);
        if (!placement.isRight(record, model)) {
            metrics.received(Fate.MISPLACED);
            return putInItsPlace(record, model, message);
        }
        var origin = new Origin(record.topic(), record.partition(), record.offset());
        var arrival = new Arrival(origin, envelope, run(envelope, record), read.getConsumerGroupGenerationId());
        decisions.add(dispatcher.accept(arrival, message::ack));
        return decisions.size() > AHEAD ? decisions.remove() : CompletableFuture.completedFuture(null);
    }

    private CompletionStage<Void> bury(
            ConsumerRecord<byte[], byte @Nullable []> record, String reason, Message<?> message) {
        metrics.received(Fate.DEAD_LETTER);
        return deadLetters.write(record, reason).thenCompose(alert -> {
            alert.ifPresent(dispatcher::remember);
            return message.ack();
        });
    }

    /** Of what only another worker may write, nothing is misplaced but by somebody's mistake, who then hears of it. */
    private CompletionStage<Void> putInItsPlace(
            ConsumerRecord<byte[], byte @Nullable []> record, ModelName model, Message<?> message) {
        return placement
                .republish(record, model)
                .thenCompose(ignored -> message.ack())
                .exceptionallyCompose(failure -> isForbidden(failure)
                        ? bury(record, placement.misplaced(record, model), message)
                        : CompletableFuture.failedFuture(failure));
    }

    private static boolean isForbidden(Throwable failure) {
        return failure instanceof AuthorizationException || failure.getCause() instanceof AuthorizationException;
    }

    /** The run that an event belongs to; a registration starts one, and its place in the log is the run's order. */
    private Optional<RunRef> run(Envelope envelope, ConsumerRecord<?, ?> record) {
        if (envelope.event() instanceof ModelRegistered registered) {
            return Optional.of(new RunRef(
                    RunId.of(envelope.source(), envelope.id()),
                    0,
                    registered.model(),
                    registered.version(),
                    new Sequence(epoch, record.offset())));
        }
        return envelope.event().runRef();
    }

    @SuppressWarnings("unchecked") // The channel's deserializers are ours: bytes in, bytes out.
    private static IncomingKafkaRecordMetadata<byte[], byte @Nullable []> metadata(Message<byte @Nullable []> message) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class)
                .orElseThrow(() -> new IllegalStateException("channel '" + CHANNEL + "' is not connected to Kafka"));
    }

    /** Runs on the polling thread: no record of these partitions comes in before their state is loaded. */
    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        Set<Integer> numbers = numbers(partitions);
        Collection<Share> loaded = journal.load(numbers).join();
        loop.await(dispatcher.assigned(loaded, consumer.groupMetadata().generationId()));
        held.addAll(numbers);
        tell();
    }

    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        revoked(partitions);
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        revoked(partitions);
    }

    private void revoked(Collection<TopicPartition> partitions) {
        Set<Integer> numbers = numbers(partitions);
        loop.await(dispatcher.revoked(numbers));
        held.removeAll(numbers);
        tell();
    }

    private void tell() {
        changes.fire(new PartitionsChanged(held, Topics.bundled().partitions(), placement::partitionOf));
    }

    /** All topics have the same partitions, and the range assignor gives a replica the same ones of each. */
    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
    }
}
