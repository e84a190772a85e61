package io.millrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.events.EventCodec;
import io.millrace.worker.run.Held;
import io.millrace.worker.run.Step;
import io.quarkus.arc.properties.UnlessBuildProperty;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The worker's memory: its own compacted topic, with the same partitions as what it reads. A key is the epoch of the
 * owner that wrote it and what it is about, {@code <epoch>/run/<model>/<run>/<round>}; the highest epoch counts. So what
 * an owner of the past still writes can neither count nor, when the topic is compacted, push out what does.
 */
@ApplicationScoped
@UnlessBuildProperty(name = "millrace.stage", stringValue = "monitor", enableIfMissing = true)
class TopicJournal implements Journal {
    private static final byte[] OWNER = "owner".getBytes(UTF_8);

    private final StateTopic topic;
    private final StateJson json;
    private final String instance;

    @Inject
    TopicJournal(StateTopic topic, WorkerConfig config) {
        this(topic, new StateJson(new EventCodec(config.topicPrefix())), config.instance());
    }

    TopicJournal(StateTopic topic, StateJson json, String instance) {
        this.topic = topic;
        this.json = json;
        this.instance = instance;
    }

    @Override
    public CompletableFuture<Boolean> write(Share share, Step step) {
        var entries = new ArrayList<StateEntry>();
        // A crash may come between two of them. What was asked for is found then, and carried out by who finds it.
        step.orders().forEach(orders -> entries.add(StateEntry.of(orders, json)));
        step.changed().forEach(held -> entries.add(StateEntry.of(held, json)));
        if (step.modelChanged()) {
            entries.add(StateEntry.of(step.lane(), json));
        }
        Claim claim = share.claim();
        return all(entries.stream()
                .map(entry -> isWaitedFor(step)
                        ? write(claim, entry.key(claim.epoch()), entry.value())
                        : writeLater(claim, entry.key(claim.epoch()), entry.value()))
                .toList());
    }

    /** That a run is over leads to nothing where no other has its turn then; if it is lost, it is found out again. */
    private static boolean isWaitedFor(Step step) {
        return !step.actions().isEmpty() || !step.changed().stream().allMatch(Held.Concluded.class::isInstance);
    }

    @Override
    public CompletableFuture<Boolean> forget(Share share, List<Held.Concluded> over) {
        return all(over.stream()
                .map(concluded -> write(share.claim(), StateEntry.key(concluded, share.epochOf(concluded)), null))
                .toList());
    }

    private CompletableFuture<Boolean> write(Claim claim, String key, byte @Nullable [] value) {
        return topic.write(claim.partition(), key.getBytes(UTF_8), value, claim::isNext);
    }

    private CompletableFuture<Boolean> writeLater(Claim claim, String key, byte[] value) {
        return topic.writeLater(claim.partition(), key.getBytes(UTF_8), value, claim::isNext);
    }

    private static CompletableFuture<Boolean> all(List<CompletableFuture<Boolean>> writes) {
        return each(writes, write -> write).thenApply(counts -> counts.stream().allMatch(count -> count));
    }

    @Override
    public CompletableFuture<Collection<Share>> load(Collection<Integer> partitions) {
        byte[] owner = (instance + " since " + Instant.now()).getBytes(UTF_8);
        return each(partitions, partition -> claim(partition, owner)).thenCompose(this::read);
    }

    /** The claims' offsets are the epochs, which therefore grow for ever and are never given twice. */
    private CompletableFuture<Claim> claim(int partition, byte[] owner) {
        var epoch = new CompletableFuture<Long>();
        return topic.write(partition, OWNER, owner, offset -> offset >= 0 && epoch.complete(offset))
                // After an outage of its own the broker may not say where a write lies; then it is made again.
                .thenCompose(said -> said
                        ? CompletableFuture.completedFuture(new Claim(partition, epoch.join()))
                        : claim(partition, owner));
    }

    private CompletableFuture<Collection<Share>> read(List<Claim> claims) {
        var remembered = new TreeMap<Integer, Remembered>();
        claims.forEach(claim -> remembered.put(claim.partition(), new Remembered(claim)));
        return topic.read(remembered.keySet(), record -> {
                    Remembered ofPartition = remembered.get(record.partition());
                    if (ofPartition != null) {
                        ofPartition.read(record);
                    }
                })
                .thenCompose(ignored -> each(remembered.values(), this::share))
                .thenApply(shares -> shares);
    }

    private CompletableFuture<Share> share(Remembered remembered) {
        Claim claim = remembered.claim();
        var share = new Share(claim);
        if (remembered.isSomebodyElses()) {
            // What it read may be the next owner's already, and is not to be tidied up.
            claim.lose();
            return CompletableFuture.completedFuture(share);
        }
        var moved = new ArrayList<CompletableFuture<Boolean>>();
        List<String> gone = remembered.invalid();
        for (Remembered.Entry entry : remembered.valid()) {
            switch (restore(share, entry)) {
                case STAYS -> {}
                case GOES -> gone.add(entry.key());
                case MOVES -> {
                    // Under this epoch it outweighs whatever the owner before may still write of it.
                    moved.add(move(claim, claim.epoch() + "/" + entry.about(), entry.value()));
                    gone.add(entry.key());
                }
            }
        }
        // That a key is removed counts wherever it lies. So what is in its place must be known to count before.
        return all(moved)
                .thenCompose(ignored -> claim.isLost() ? CompletableFuture.completedFuture(false) : remove(claim, gone))
                .thenApply(ignored -> share);
    }

    /** More is written once it lies there, which must not happen on the thread on which the next one of ours would. */
    private CompletableFuture<Boolean> move(Claim claim, String key, byte @Nullable [] value) {
        return topic.write(claim.partition(), key.getBytes(UTF_8), value, offset -> {
            boolean unused = claim.isNext(offset);
            return false;
        });
    }

    private CompletableFuture<Boolean> remove(Claim claim, List<String> keys) {
        return all(keys.stream().map(key -> write(claim, key, null)).toList());
    }

    private static <T, R> CompletableFuture<List<R>> each(Collection<T> of, Function<T, CompletableFuture<R>> begin) {
        List<CompletableFuture<R>> begun = of.stream().map(begin).toList();
        return CompletableFuture.allOf(begun.toArray(CompletableFuture<?>[]::new))
                .thenApply(
                        ignored -> begun.stream().map(CompletableFuture::join).toList());
    }

    private StateEntry.Fate restore(Share share, Remembered.Entry entry) {
        try {
            return StateEntry.restore(share, entry, json);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "cannot read what was remembered in partition " + share.partition() + " under '" + entry.key()
                            + "': was it written by another release? " + e.getMessage(),
                    e);
        }
    }
}
