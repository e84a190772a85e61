package io.millrace.worker;

import io.quarkus.arc.properties.UnlessBuildProperty;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The state topic on Kafka, with the same partitions as what the worker reads. */
@ApplicationScoped
@UnlessBuildProperty(name = "millrace.stage", stringValue = "monitor", enableIfMissing = true)
class KafkaStateTopic implements StateTopic {
    private final Executor readers = Executors.newVirtualThreadPerTaskExecutor();
    private final EventLog log;
    private final Map<String, Object> kafka;
    private final String topic;

    KafkaStateTopic(@Identifier("default-kafka-broker") Map<String, Object> kafka, EventLog log, WorkerConfig config) {
        this.kafka = kafka;
        this.log = log;
        this.topic = Topics.state(config.topicPrefix(), config.stage());
    }

    @Override
    public CompletableFuture<Boolean> write(int partition, byte[] key, byte @Nullable [] value, LongPredicate counts) {
        return log.write(new ProducerRecord<>(topic, partition, key, value), counts);
    }

    @Override
    public CompletableFuture<Boolean> writeLater(
            int partition, byte[] key, byte @Nullable [] value, LongPredicate counts) {
        return log.writeLater(new ProducerRecord<>(topic, partition, key, value), counts);
    }

    @Override
    public CompletableFuture<Void> read(
            Collection<Integer> partitions, Consumer<ConsumerRecord<byte[], byte @Nullable []>> reader) {
        List<TopicPartition> all = partitions.stream()
                .map(partition -> new TopicPartition(topic, partition))
                .toList();
        return CompletableFuture.runAsync(() -> TopicReader.readToEnd(kafka, all, reader), readers);
    }
}
