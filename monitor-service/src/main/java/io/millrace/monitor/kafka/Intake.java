package io.millrace.monitor.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.events.CommandAnswer;
import io.millrace.events.Decoded;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.EventType;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Sequence;
import io.millrace.events.Topic;
import io.millrace.monitor.view.Answers;
import io.millrace.monitor.view.Bulletin;
import io.millrace.monitor.view.Change;
import io.millrace.monitor.view.View;
import io.millrace.worker.Topics;
import io.millrace.worker.WorkerConfig;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes records into the view, and counts them. A bad one is counted and passed over: its stage dead-letters it. */
@Singleton
class Intake {
    private static final Logger LOG = Logger.getLogger(Intake.class);

    private final View view;
    private final SeenEnds ends;
    private final Bulletin bulletin;
    private final Answers answers;
    private final EventCodec codec;
    private final String serving;
    private final int epoch;
    private final Topics topics = Topics.bundled();
    private final Map<EventType, Counter> read = new EnumMap<>(EventType.class);
    private final Counter unknown;
    private final Counter unreadable;

    Intake(View view, SeenEnds ends, Bulletin bulletin, Answers answers, WorkerConfig config, MeterRegistry registry) {
        this.view = view;
        this.ends = ends;
        this.bulletin = bulletin;
        this.answers = answers;
        this.codec = new EventCodec(config.topicPrefix());
        this.serving = Topic.SERVING.name(config.topicPrefix());
        this.epoch = config.epoch();
        for (EventType type : EventType.values()) {
            read.put(type, read(registry, type.wireName()));
        }
        this.unknown = read(registry, "unknown");
        this.unreadable = Counter.builder("millrace.records.unreadable")
                .description("Records that are no event, or that the monitor failed on")
                .register(registry);
    }

    private static Counter read(MeterRegistry registry, String type) {
        return Counter.builder("millrace.events.read")
                .description("Events read since the start, those that were there before included")
                .tag("type", type)
                .register(registry);
    }

    /**
     * Decodes the record, which is most of the work, and changes nothing: records may be looked at side by side.
     *
     * @param knowsItsRun whether the registration of any run that the record is about was taken in before
     */
    Look look(ConsumerRecord<byte[], byte @Nullable []> record, boolean knowsItsRun) {
        try {
            return knowsItsRun
                    ? Glance.at(record)
                            .filter(it -> !view.knows(it.run()))
                            .<Look>map(it -> new Look.Dropped(record, it.type()))
                            .orElseGet(() -> decoded(record))
                    : decoded(record);
        } catch (RuntimeException e) {
            return new Look.Failed(record, e);
        }
    }

    private Look decoded(ConsumerRecord<byte[], byte @Nullable []> record) {
        return record.value() == null && record.topic().equals(serving)
                ? new Look.Removal(record)
                : new Look.Told(record, codec.decode(record));
    }

    /** Takes into the view what a record was found to say; what that changed, empty when nothing. */
    Optional<Change> take(Look look) {
        return switch (look) {
            case Look.Dropped(var record, var type) -> {
                count(read.get(type));
                yield Optional.empty();
            }
            case Look.Removal(var record) -> removed(record);
            case Look.Told(var record, var what) -> told(record, what);
            case Look.Failed(var record, var failure) -> throw failure;
        };
    }

    private Optional<Change> told(ConsumerRecord<byte[], byte @Nullable []> record, Decoded what) {
        return switch (what) {
            case Decoded.Event(var envelope) -> {
                count(read.get(EventType.of(envelope.event())));
                Optional<Change> change = view.apply(dated(envelope, record));
                ends.on(envelope, record);
                if (envelope.event() instanceof ModelRegistered registered) {
                    expect(registered, RunId.of(envelope.source(), envelope.id()), record);
                }
                if (envelope.event() instanceof CommandAnswer answer) {
                    answers.on(answer);
                }
                bulletin.changed(envelope.event().key());
                yield change;
            }
            case Decoded.UnknownType ignored -> {
                unknown.increment();
                yield Optional.empty();
            }
            case Decoded.Malformed(var reason) -> {
                LOG.debugf("passed over %s: %s", place(record), reason);
                unreadable.increment();
                yield Optional.empty();
            }
        };
    }

    /** A registration elsewhere than in its model's partition is written again by the builder, and counts there. */
    private void expect(ModelRegistered registered, RunId run, ConsumerRecord<?, ?> record) {
        if (record.partition() == topics.partitionOf(registered.model().value())) {
            var sequence = new Sequence(epoch, record.offset());
            view.expect(new RunRef(run, 0, registered.model(), registered.version(), sequence));
        }
    }

    /** We failed on the record: a bug of ours, and no reason to stop looking at the rest. */
    void failedOn(ConsumerRecord<?, ?> record, RuntimeException failure) {
        LOG.errorf(failure, "passed over %s, which the monitor failed on", place(record));
        unreadable.increment();
    }

    /** The compacted topic's way of saying that nothing serves the model any more. */
    private Optional<Change> removed(ConsumerRecord<byte[], ?> record) {
        String key = record.key() == null ? "" : new String(record.key(), UTF_8);
        if (ModelName.isValid(key)) {
            view.nothingServes(new ModelName(key));
            bulletin.changed(key);
        } else {
            unreadable.increment();
        }
        return Optional.empty();
    }

    /** An event without a time, as other clients may publish it, has that of its record. */
    private static Envelope dated(Envelope envelope, ConsumerRecord<?, ?> record) {
        if (!envelope.time().equals(Instant.EPOCH)) {
            return envelope;
        }
        return new Envelope(
                envelope.id(),
                envelope.source(),
                Instant.ofEpochMilli(Math.max(0, record.timestamp())),
                envelope.attempt(),
                envelope.causationId(),
                envelope.correlationId(),
                envelope.traceparent(),
                envelope.event());
    }

    private static void count(@Nullable Counter counter) {
        if (counter != null) {
            counter.increment();
        }
    }

    private static String place(ConsumerRecord<?, ?> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }
}
