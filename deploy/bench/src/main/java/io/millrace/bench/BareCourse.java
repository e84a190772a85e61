package io.millrace.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The first peer: the least that five durable hops over Kafka take, from the first topic of {@link BareChain} to its last. */
final class BareCourse implements Course {
    private static final int PAYLOAD_BYTES = 1024;
    private static final Duration POLL = Duration.ofMillis(200);

    private final Child chain;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte @Nullable []> consumer;

    BareCourse(String bootstrapServers, Path folder) {
        chain = Child.talking(
                folder,
                "bare-chain",
                "160m",
                List.of("-cp", System.getProperty("java.class.path"), BareChain.class.getName(), bootstrapServers));
        chain.awaitReady();
        producer = new KafkaProducer<>(
                BareChain.producing(bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
        consumer = Tail.of(bootstrapServers, List.of(BareChain.topic(BareChain.HOPS)));
    }

    @Override
    public void begin(int run) {
        byte[] key = ("idle-" + run % MillraceCourse.MODELS).getBytes(StandardCharsets.UTF_8);
        byte[] payload = ByteBuffer.allocate(PAYLOAD_BYTES).putInt(run).array();
        var unused = producer.send(new ProducerRecord<>(BareChain.topic(0), key, payload));
    }

    @Override
    public List<Integer> ended() {
        var ended = new ArrayList<Integer>();
        for (ConsumerRecord<byte[], byte @Nullable []> record : consumer.poll(POLL)) {
            ended.add(ByteBuffer.wrap(record.value()).getInt());
        }
        return ended;
    }

    @Override
    public void close() {
        chain.close();
        consumer.close();
        producer.close();
    }
}
