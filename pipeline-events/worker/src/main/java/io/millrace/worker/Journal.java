package io.millrace.worker;

import io.millrace.events.EventCodec;
import io.millrace.events.ModelName;
import io.millrace.worker.run.Held;
import io.millrace.worker.run.Lane;
import io.millrace.worker.run.Step;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The worker's memory: its own compacted topic, with the same partitions as what it reads. Keys are {@code
 * run/<model>/<run>/<round>} and {@code alerts/<model>}; the partition is the model's.
 */
@ApplicationScoped
class Journal {
    private static final String RUN = "run/";
    private static final String ALERTS = "alerts/";

    private final EventLog log;
    private final StateJson json;
    private final Map<String, Object> kafka;
    private final String topic;

    Journal(@Identifier("default-kafka-broker") Map<String, Object> kafka, EventLog log, WorkerConfig config) {
        this.kafka = kafka;
        this.log = log;
        this.json = new StateJson(new EventCodec(config.topicPrefix()));
        this.topic = Topics.state(config.topicPrefix(), config.stage());
    }

    /** Completes once all that the step changed is durable. */
    CompletableFuture<Void> write(int partition, Step step) {
        var writes = new ArrayList<CompletableFuture<Void>>();
        for (Held held : step.changed()) {
            String key = RUN + held.run().model() + "/" + held.key();
            writes.add(write(partition, key, json.write(held)));
        }
        if (step.alertsChanged()) {
            Lane lane = step.lane();
            writes.add(write(
                    partition,
                    ALERTS + lane.model(),
                    lane.openAlerts().isEmpty() ? null : json.write(lane.openAlerts())));
        }
        return CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<Void> write(int partition, String key, byte @Nullable [] value) {
        return log.write(new ProducerRecord<>(topic, partition, key.getBytes(StandardCharsets.UTF_8), value));
    }

    /**
     * Reads all that the worker remembers of the partitions. Blocks until the end of the topic as it is now.
     *
     * @throws IllegalStateException when a record cannot be read, because going on would lose a run
     */
    Collection<Share> load(Collection<Integer> partitions) {
        Map<Integer, Share> shares = new HashMap<>();
        partitions.forEach(partition -> shares.put(partition, new Share(partition)));
        List<TopicPartition> all = partitions.stream()
                .map(partition -> new TopicPartition(topic, partition))
                .collect(Collectors.toList());
        TopicReader.readToEnd(kafka, all, record -> restore(shares.get(record.partition()), record));
        return shares.values();
    }

    private void restore(@Nullable Share share, ConsumerRecord<byte[], byte @Nullable []> record) {
        byte[] value = record.value();
        if (share == null || value == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        try {
            if (key.startsWith(RUN)) {
                share.restore(json.readHeld(value));
            } else if (key.startsWith(ALERTS)) {
                share.restore(new ModelName(key.substring(ALERTS.length())), json.readAlerts(value));
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "cannot read what was remembered at " + topic + "-" + record.partition() + "@" + record.offset()
                            + " under '" + key + "': was it written by a newer release? " + e.getMessage(),
                    e);
        }
    }
}
