package io.millrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.CommandRejected;
import io.millrace.events.Envelope;
import io.millrace.events.ModelTrained;
import io.millrace.events.RunEnded;
import io.millrace.events.StageProgressed;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A replica's connections to the broker. A record is under way, then on the log, then acknowledged. Records of one
 * partition of a topic keep their order, others do not.
 */
final class SimulatedProducer implements Publisher, StateTopic {
    private final World world;
    private final SimulatedLog log;
    private final SimulatedState state;
    private final String replica;
    private final World.Line acks;
    private final Defect defect;
    private boolean forgetsOffsets;

    SimulatedProducer(World world, SimulatedLog log, SimulatedState state, String replica, Defect defect) {
        this.world = world;
        this.log = log;
        this.state = state;
        this.replica = replica;
        this.acks = world.quickLine(replica, replica + " acks");
        this.defect = defect;
    }

    /** The broker was started again, and does not know where the next record of this replica's came to lie. */
    void forgetOffset() {
        forgetsOffsets = true;
    }

    long state() {
        return forgetsOffsets ? 1 : 0;
    }

    private void send(String to, String what, long print, LongSupplier append, LongConsumer acknowledged) {
        world.line(replica, replica + " to " + to).does(what + " arrives", () -> print, () -> {
            long offset = append.getAsLong();
            long told = forgetsOffsets ? -1 : offset;
            forgetsOffsets = false;
            acks.does("acks " + to, () -> acknowledged.accept(told));
        });
    }

    @Override
    public CompletableFuture<Boolean> write(int partition, byte[] key, byte @Nullable [] value, LongPredicate counts) {
        var written = new CompletableFuture<Boolean>();
        String about = new String(key, UTF_8);
        boolean isClaim = isClaim(about);
        byte @Nullable [] bytes = defect == Defect.FORGETFUL && isOver(value) ? null : value;
        long print = Prints.of(about.hashCode(), isClaim ? 0 : Arrays.hashCode(bytes));
        send(
                "state-" + partition,
                about + (value == null ? " removed" : ""),
                print,
                () -> append(partition, key, bytes, isClaim),
                offset -> {
                    boolean answer = counts.test(offset);
                    written.complete(answer || defect == Defect.CLAIMS_ARE_IGNORED && !isClaim);
                });
        if (defect == Defect.EFFECTS_BEFORE_STATE && !isClaim) {
            return CompletableFuture.completedFuture(true);
        }
        return written;
    }

    private long append(int partition, byte[] key, byte @Nullable [] value, boolean isClaim) {
        long offset = state.append(partition, key, value);
        if (isClaim) {
            state.claimed(partition, replica, offset);
        } else if (value == null) {
            // What was taken over is removed from its old place last.
            state.tookOver(partition, replica);
        }
        return offset;
    }

    private static boolean isOver(byte @Nullable [] value) {
        return value != null && new String(value, UTF_8).contains("\"kind\":\"concluded\"");
    }

    @Override
    public CompletableFuture<Void> read(
            Collection<Integer> partitions, Consumer<ConsumerRecord<byte[], byte @Nullable []>> reader) {
        var done = new CompletableFuture<Void>();
        world.line(replica, replica + " reader").does("reads what is remembered", () -> {
            partitions.forEach(partition -> read(partition, reader));
            done.complete(null);
        });
        return done;
    }

    private void read(int partition, Consumer<ConsumerRecord<byte[], byte @Nullable []>> reader) {
        var there = state.read(partition);
        there.forEach(reader);
        if (there.stream().allMatch(record -> isClaim(new String(record.key(), UTF_8)))) {
            state.tookOver(partition, replica);
        }
    }

    private static boolean isClaim(String key) {
        return key.indexOf('/') < 0;
    }

    @Override
    public CompletableFuture<Void> publish(List<Envelope> outbox) {
        if (defect != Defect.ENDS_BEFORE_ALERTS) {
            return Publisher.super.publish(outbox);
        }
        Stream<Envelope> ends = outbox.stream().filter(envelope -> envelope.event() instanceof RunEnded);
        Stream<Envelope> others = outbox.stream().filter(envelope -> !(envelope.event() instanceof RunEnded));
        return Stream.concat(ends, others)
                .reduce(
                        CompletableFuture.completedFuture(null),
                        (before, envelope) -> before.thenCompose(unused -> publish(envelope)),
                        (one, other) -> other);
    }

    @Override
    public CompletableFuture<Void> publish(Envelope envelope) {
        if (envelope.event() instanceof StageProgressed || isKeptBack(envelope)) {
            return CompletableFuture.completedFuture(null);
        }
        var published = new CompletableFuture<Void>();
        int partition = Simulation.partition(envelope);
        send(
                SimulatedLog.name(SimulatedLog.topic(envelope), partition),
                envelope.event().getClass().getSimpleName(),
                envelope.hashCode(),
                () -> {
                    log.append(partition, written(envelope));
                    return 0;
                },
                offset -> published.complete(null));
        return published;
    }

    private boolean isKeptBack(Envelope envelope) {
        return switch (defect) {
            case NO_ALERTS -> envelope.event() instanceof AlertRaised;
            case NO_RESOLUTIONS -> envelope.event() instanceof AlertResolved;
            case NO_REJECTIONS -> envelope.event() instanceof CommandRejected;
            default -> false;
        };
    }

    private Envelope written(Envelope envelope) {
        return defect == Defect.CONTENT_OF_THE_MOMENT && envelope.event() instanceof ModelTrained trained
                ? envelope.causes(
                        envelope.id(), envelope.source(), envelope.time(), 1, Simulation.at(trained, world.moment()))
                : envelope;
    }

    @Override
    public void tell(Envelope progress) {}
}
