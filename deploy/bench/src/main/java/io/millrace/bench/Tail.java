package io.millrace.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reading topics from where they end now. */
final class Tail {
    private Tail() {}

    /** @param topics that exist */
    static KafkaConsumer<byte[], byte @Nullable []> of(String bootstrapServers, List<String> topics) {
        var consumer = new KafkaConsumer<byte[], byte @Nullable []>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        var all = new ArrayList<TopicPartition>();
        for (String topic : topics) {
            consumer.partitionsFor(topic)
                    .forEach(partition -> all.add(new TopicPartition(partition.topic(), partition.partition())));
        }
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position); // "the end" is meant as it is now
        return consumer;
    }
}
