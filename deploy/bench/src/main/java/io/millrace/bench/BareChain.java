package io.millrace.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A process of five threads. Each reads a topic and writes what it read to the next one, and commits what it read once
 * all of the batch is acknowledged. Says {@code ready} when each has its partitions; ends with its standard input.
 */
final class BareChain {
    static final int HOPS = 5;

    /** As many as the pipeline's topics have. */
    private static final int PARTITIONS = 12;

    private BareChain() {}

    public static void main(String[] arguments) throws Exception {
        String bootstrapServers = arguments[0];
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(IntStream.rangeClosed(0, HOPS)
                            .mapToObj(i -> new NewTopic(topic(i), PARTITIONS, (short) -1))
                            .toList())
                    .all()
                    .get();
        }
        var ready = new CountDownLatch(HOPS);
        for (int i = 0; i < HOPS; i++) {
            int hop = i;
            Thread.ofPlatform().name("hop-" + hop).daemon(true).start(() -> pass(bootstrapServers, hop, ready));
        }
        ready.await();
        System.out.println("ready");
        System.in.transferTo(java.io.OutputStream.nullOutputStream());
    }

    static String topic(int number) {
        return "bare." + number;
    }

    static Map<String, Object> producing(String bootstrapServers) {
        return Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 0);
    }

    private static void pass(String bootstrapServers, int hop, CountDownLatch ready) {
        Map<String, Object> consuming = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "group.id",
                "bare-" + hop,
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false);
        try (var consumer = new KafkaConsumer<>(consuming, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                var producer = new KafkaProducer<>(
                        producing(bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer())) {
            consumer.subscribe(List.of(topic(hop)), new Assigned(ready));
            while (true) {
                List<Future<RecordMetadata>> sent = new ArrayList<>();
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> sent.add(
                                producer.send(new ProducerRecord<>(topic(hop + 1), record.key(), record.value()))));
                for (Future<RecordMetadata> write : sent) {
                    write.get();
                }
                if (!sent.isEmpty()) {
                    consumer.commitSync();
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("hop " + hop + " cannot write", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Assigned(CountDownLatch ready) implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            ready.countDown();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
    }
}
