package io.millrace.worker;

import io.millrace.events.ModelName;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Where a model's events lie: on the partition that Kafka's Java client chooses for its name. Clients in other
 * languages hash differently, or set no key; what they wrote elsewhere is written again in its place.
 */
@ApplicationScoped
class Placement {
    private final EventLog log;
    private final int partitions = Topics.bundled().partitions();

    Placement(EventLog log) {
        this.log = log;
    }

    /** The partition of everything about the model, in each of the pipeline's topics. */
    int partitionOf(ModelName model) {
        return Utils.toPositive(Utils.murmur2(key(model))) % partitions;
    }

    boolean isRight(ConsumerRecord<byte[], ?> record, ModelName model) {
        return record.partition() == partitionOf(model);
    }

    /** The same event, under the same id, where it belongs. */
    CompletableFuture<Void> republish(ConsumerRecord<byte[], byte @Nullable []> record, ModelName model) {
        return log.write(new ProducerRecord<>(
                record.topic(),
                partitionOf(model),
                key(model),
                record.value(),
                Arrays.asList(record.headers().toArray())));
    }

    /** Said of a record that nobody here may put in its place. */
    String misplaced(ConsumerRecord<byte[], ?> record, ModelName model) {
        return "it is about " + model + ", whose place is partition " + partitionOf(model) + " and not "
                + record.partition() + ", and this worker may not write to " + record.topic();
    }

    private static byte[] key(ModelName model) {
        return model.value().getBytes(StandardCharsets.UTF_8);
    }
}
