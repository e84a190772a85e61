package io.millrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.events.EventCodec;
import io.millrace.worker.run.Held;
import io.millrace.worker.run.Step;
import io.quarkus.arc.properties.UnlessBuildProperty;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
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

    private final EventLog log;
    private final StateJson json;
    private final Map<String, Object> kafka;
    private final String topic;
    private final String instance;

    TopicJournal(@Identifier("default-kafka-broker") Map<String, Object> kafka, EventLog log, WorkerConfig config) {
        this.kafka = kafka;
        this.log = log;
        this.json = new StateJson(new EventCodec(config.topicPrefix()));
        this.topic = Topics.state(config.topicPrefix(), config.stage());
        this.instance = config.instance();
    }

    @Override
    public CompletableFuture<Boolean> write(Share share, Step step) {
        var entries = new ArrayList<StateEntry>();
        step.changed().forEach(held -> entries.add(StateEntry.of(held, json)));
        step.orders().forEach(orders -> entries.add(StateEntry.of(orders, json)));
        if (step.modelChanged()) {
            entries.add(StateEntry.of(step.lane(), json));
        }
        return all(entries.stream()
                .map(entry -> write(share.claim(), entry.key(share.claim().epoch()), entry.value()))
                .toList());
    }

    @Override
    public CompletableFuture<Boolean> forget(Share share, List<Held.Concluded> over) {
        return all(over.stream()
                .map(concluded -> write(share.claim(), StateEntry.key(concluded, share.epochOf(concluded)), null))
                .toList());
    }

    private CompletableFuture<Boolean> write(Claim claim, String key, byte @Nullable [] value) {
        return log.write(new ProducerRecord<>(topic, claim.partition(), key.getBytes(UTF_8), value), claim::isNext);
    }

    private static CompletableFuture<Boolean> all(List<CompletableFuture<Boolean>> writes) {
        return CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new))
                .thenApply(ignored -> writes.stream().allMatch(CompletableFuture::join));
    }

    @Override
    public Collection<Share> load(Collection<Integer> partitions) {
        var remembered = new HashMap<Integer, Remembered>();
        for (Claim claim : claim(partitions)) {
            remembered.put(claim.partition(), new Remembered(claim));
        }
        List<TopicPartition> all = partitions.stream()
                .map(partition -> new TopicPartition(topic, partition))
                .toList();
        TopicReader.readToEnd(kafka, all, record -> {
            Remembered ofPartition = remembered.get(record.partition());
            if (ofPartition != null) {
                ofPartition.read(record);
            }
        });
        return remembered.values().stream().map(this::share).toList();
    }

    /** The claims' offsets are the epochs, which therefore grow for ever and are never given twice. */
    private List<Claim> claim(Collection<Integer> partitions) {
        byte[] owner = (instance + " since " + Instant.now()).getBytes(UTF_8);
        var claims = new HashMap<Integer, CompletableFuture<Long>>();
        partitions.forEach(partition -> claims.put(partition, claim(partition, owner)));
        return claims.entrySet().stream()
                .map(entry -> new Claim(entry.getKey(), entry.getValue().join()))
                .toList();
    }

    private CompletableFuture<Long> claim(int partition, byte[] owner) {
        var offset = new CompletableFuture<Long>();
        return log.write(new ProducerRecord<>(topic, partition, OWNER, owner), offset::complete)
                // After an outage of its own the broker may not say where a write lies; then it is made again.
                .thenCompose(ignored -> offset.join() < 0 ? claim(partition, owner) : offset);
    }

    private Share share(Remembered remembered) {
        Claim claim = remembered.claim();
        var share = new Share(claim);
        var writes = new ArrayList<CompletableFuture<Boolean>>();
        for (Remembered.Entry entry : remembered.valid()) {
            boolean isOver = restore(share, entry);
            if (!isOver && entry.epoch() != claim.epoch()) {
                // Under this epoch it outweighs whatever the owner before may still write of it.
                writes.add(write(claim, claim.epoch() + "/" + entry.about(), entry.value()));
                writes.add(write(claim, entry.key(), null));
            }
        }
        remembered.invalid().forEach(key -> writes.add(write(claim, key, null)));
        var unused = all(writes).join();
        return share;
    }

    private boolean restore(Share share, Remembered.Entry entry) {
        try {
            return StateEntry.restore(share, entry, json);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "cannot read what was remembered in " + topic + "-" + share.partition() + " under '" + entry.key()
                            + "': was it written by another release? " + e.getMessage(),
                    e);
        }
    }
}
