package io.millrace.local.lineage;

import io.millrace.events.Decoded;
import io.millrace.events.EventCodec;
import io.millrace.events.Failure;
import io.millrace.events.ModelName;
import io.millrace.events.Topic;
import io.millrace.local.CannotGoOn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** All that the log says about a model, read from where it lies: one partition of each topic, to its end. */
public final class ModelLog {
    private static final List<Topic> READ = List.of(
            Topic.MODEL_REGISTERED,
            Topic.IMAGE_BUILT,
            Topic.MODEL_TRAINED,
            Topic.MODEL_EVALUATED,
            Topic.MODEL_DEPLOYED,
            Topic.SERVING,
            Topic.RUN_ENDED,
            Topic.ALERTS,
            Topic.COMMANDS);

    private static final EventCodec CODEC = new EventCodec(Topic.DEFAULT_PREFIX);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int PATIENCE_MILLIS = 15_000;

    private ModelLog() {}

    /**
     * The model's events, in the order of their times; what was written twice under one id is there once.
     *
     * @throws CannotGoOn when the broker does not answer
     */
    public static List<Recorded> read(String bootstrapServers, ModelName model) throws InterruptedException {
        try (var consumer = new KafkaConsumer<byte[], byte @Nullable []>(Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "enable.auto.commit",
                false,
                "allow.auto.create.topics",
                false,
                "default.api.timeout.ms",
                PATIENCE_MILLIS,
                // It reads to the end and is done: to close, it would have to wait for what may come next.
                "fetch.max.wait.ms",
                0,
                "key.deserializer",
                ByteArrayDeserializer.class,
                "value.deserializer",
                ByteArrayDeserializer.class))) {
            return read(consumer, model);
        } catch (InterruptException e) {
            Thread.interrupted();
            throw new InterruptedException();
        } catch (KafkaException e) {
            throw new CannotGoOn(Failure.transientFailure(
                    "broker-unreachable",
                    "the broker at " + bootstrapServers + " does not answer: " + e.getMessage(),
                    "See how it is with ./millrace status."));
        }
    }

    private static List<Recorded> read(KafkaConsumer<byte[], byte @Nullable []> consumer, ModelName model) {
        List<TopicPartition> places = places(consumer, model);
        consumer.assign(places);
        consumer.seekToBeginning(places);
        Map<TopicPartition, Long> ends = consumer.endOffsets(places);
        var found = new ArrayList<Recorded>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte @Nullable []> record : consumer.poll(POLL)) {
                if (record.value() != null
                        && CODEC.decode(record) instanceof Decoded.Event(var envelope)
                        && envelope.event().key().equals(model.value())) {
                    found.add(new Recorded(record.topic(), record.partition(), record.offset(), envelope));
                }
            }
        }
        return Recorded.once(found).stream()
                .sorted(Comparator.comparing(recorded -> recorded.envelope().time()))
                .toList();
    }

    private static List<TopicPartition> places(KafkaConsumer<?, ?> consumer, ModelName model) {
        byte[] key = model.value().getBytes(StandardCharsets.UTF_8);
        return READ.stream()
                .map(topic -> topic.name(Topic.DEFAULT_PREFIX))
                .filter(topic -> !consumer.partitionsFor(topic).isEmpty())
                .map(topic -> new TopicPartition(
                        topic,
                        Utils.toPositive(Utils.murmur2(key))
                                % consumer.partitionsFor(topic).size()))
                .toList();
    }
}
