package io.millrace.monitor.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.events.Decoded;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.monitor.sink.Notice;
import io.millrace.monitor.sink.Outcome;
import io.millrace.monitor.sink.Standing;
import io.millrace.worker.DeadLetterBox;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A sink's way along the log, for as long as it goes well. What lies before its place is read too, for it says what
 * stands and what was told; what lies behind it is told in its order. Of one thread.
 */
final class Round {
    /** On a dead letter, and so on its replay: the sink that it is meant for. */
    static final String SINK = "millrace-sink";

    private static final String REPLAY_OF = "millrace-replay-of";
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final int MOST_ALERTS = 2_000;
    /** Of a group that nobody is in, a broker forgets the place so and so long after it was kept last. */
    private static final Duration KEEP_EVERY = Duration.ofHours(1);

    private final AlertLog log;
    private final Sink sink;
    private final Courier courier;
    private final SinkState state;
    private final DeadLetterBox letters;
    private final EventCodec codec;
    private final Map<TopicPartition, Long> place;
    private final Standing standing = new Standing(MOST_ALERTS);

    private boolean hasMoved;
    /** Of {@link System#nanoTime()}, like the next. */
    private long nextKeep = System.nanoTime() + KEEP_EVERY.toNanos();

    private long nextRepeat = System.nanoTime();

    /** @param place of the next record to tell; moved on with what is told */
    Round(
            AlertLog log,
            Map<TopicPartition, Long> place,
            Sink sink,
            Courier courier,
            SinkState state,
            DeadLetterBox letters,
            EventCodec codec) {
        this.log = log;
        this.place = place;
        this.sink = sink;
        this.courier = courier;
        this.state = state;
        this.letters = letters;
        this.codec = codec;
    }

    /** Waits for as long as there is nothing to do, and tells what came. */
    void turn() throws InterruptedException, ExecutionException {
        for (var record : log.poll(repeats() ? untilRepeat() : IDLE)) {
            if (!read(record)) {
                return;
            }
        }
        if (hasMoved || System.nanoTime() - nextKeep > 0) {
            keep();
        }
        if (repeats() && untilRepeat().isZero()) {
            nextRepeat = System.nanoTime() + sink.repeat().toNanos();
            courier.repeat(standing.all().stream().filter(sink.filter()::passes).toList());
        }
    }

    /** Before all is read that was told before, nobody knows what stands. */
    private boolean repeats() {
        return sink.dialect().repeats() && log.hasReached(place);
    }

    private Duration untilRepeat() {
        return Duration.ofNanos(Math.max(0, nextRepeat - System.nanoTime()));
    }

    /** Whether to go on. */
    private boolean read(ConsumerRecord<byte[], byte @Nullable []> record)
            throws InterruptedException, ExecutionException {
        Optional<Notice> notice = notice(record);
        var partition = new TopicPartition(record.topic(), record.partition());
        if (record.offset() < place.getOrDefault(partition, 0L)) {
            return true;
        }
        boolean isToTell = notice.filter(sink.filter()::passes).isPresent();
        if (isToTell && !tell(record, notice.orElseThrow())) {
            return false;
        }
        place.put(partition, record.offset() + 1);
        hasMoved = true;
        if (isToTell) {
            keep();
        }
        return true;
    }

    private void keep() {
        log.keep(place);
        hasMoved = false;
        nextKeep = System.nanoTime() + KEEP_EVERY.toNanos();
    }

    private Optional<Notice> notice(ConsumerRecord<byte[], byte @Nullable []> record) {
        if (!(codec.decode(record) instanceof Decoded.Event(Envelope envelope))) {
            return Optional.empty();
        }
        Optional<String> meantFor = text(record, SINK);
        if (text(record, REPLAY_OF).isPresent() && meantFor.isPresent()) {
            return meantFor.filter(sink.name()::equals).flatMap(name -> standing.again(envelope));
        }
        return standing.after(envelope);
    }

    private boolean tell(ConsumerRecord<byte[], byte @Nullable []> record, Notice notice)
            throws InterruptedException, ExecutionException {
        return switch (courier.bring(notice)) {
            case Outcome.Delivered ignored -> true;
            case Outcome.NotNow ignored -> false;
            case Outcome.Refused(var reason) -> {
                if (text(record, SINK).isEmpty()) {
                    record.headers().add(SINK, sink.name().getBytes(UTF_8));
                }
                letters.keep(record, "sink " + sink.name() + " refused it; " + reason)
                        .get();
                state.refused(notice.envelope().id(), reason);
                yield true;
            }
        };
    }

    private static Optional<String> text(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), UTF_8));
    }
}
