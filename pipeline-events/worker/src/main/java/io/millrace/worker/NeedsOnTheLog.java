package io.millrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.events.Decoded;
import io.millrace.events.EventCodec;
import io.millrace.events.ModelName;
import io.millrace.events.Topic;
import io.millrace.worker.retention.Ledger;
import io.millrace.worker.retention.Needs;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the topics say is needed. The first answer reads them from their beginning, later ones go on from there; in
 * between, nothing is open. One partition after the other, because all about a model lies on the same one of each topic:
 * so no more than the runs of one partition are held at a time. Not thread-safe.
 */
final class NeedsOnTheLog {
    private static final Logger LOG = Logger.getLogger(NeedsOnTheLog.class);
    private static final List<Topic> READ = List.of(
            Topic.IMAGE_BUILT,
            Topic.MODEL_TRAINED,
            Topic.MODEL_EVALUATED,
            Topic.MODEL_DEPLOYED,
            Topic.RUN_ENDED,
            Topic.COMMANDS,
            Topic.SERVING);

    private final Map<String, Object> kafka;
    private final String prefix;
    private final EventCodec codec;
    private final Ledger ledger;
    private final Map<TopicPartition, Long> next = new HashMap<>();

    NeedsOnTheLog(Map<String, Object> kafka, String prefix, Ledger ledger) {
        this.kafka = kafka;
        this.prefix = prefix;
        this.codec = new EventCodec(prefix);
        this.ledger = ledger;
    }

    /** As the topics are when this is called. Throws what Kafka's clients throw when the broker is away. */
    Needs needs(Instant now) {
        for (int number = 0; number < Topics.bundled().partitions(); number++) {
            int partition = number;
            List<TopicPartition> all = READ.stream()
                    .map(topic -> new TopicPartition(topic.name(prefix), partition))
                    .toList();
            TopicReader.readOn(kafka, all, next, this::read);
            ledger.forget(now);
        }
        return ledger.needs(now);
    }

    private void read(ConsumerRecord<byte[], byte @Nullable []> record) {
        if (record.value() == null) {
            if (record.topic().equals(Topic.SERVING.name(prefix)) && record.key() != null) {
                ledger.servesNoMore(new ModelName(new String(record.key(), UTF_8)));
            }
            return;
        }
        switch (codec.decode(record)) {
            case Decoded.Event(var envelope) -> ledger.on(envelope.event(), Instant.ofEpochMilli(record.timestamp()));
            // What no worker of this release can read, no stage of it will ask for.
            case Decoded.UnknownType ignored -> {}
            case Decoded.Malformed(var reason) ->
                LOG.debugf("passed over %s@%d: %s", record.topic(), record.offset(), reason);
        }
    }
}
