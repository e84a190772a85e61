package io.millrace.bench;

import io.millrace.events.Decoded;
import io.millrace.events.EventCodec;
import io.millrace.events.ModelRegistered;
import io.millrace.events.PipelinePublisher;
import io.millrace.events.RunId;
import io.millrace.events.Topic;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

/** The pipeline as those around it see it: registers models and reads what the topics say about them. */
final class Pipeline implements AutoCloseable {
    private static final URI SOURCE = URI.create("/millrace/bench");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final List<Topic> WATCHED = List.of(
            Topic.MODEL_REGISTERED,
            Topic.IMAGE_BUILT,
            Topic.MODEL_TRAINED,
            Topic.MODEL_EVALUATED,
            Topic.MODEL_DEPLOYED,
            Topic.RUN_ENDED,
            Topic.PROGRESS);

    private final EventCodec codec = new EventCodec(Topic.DEFAULT_PREFIX);
    private final PipelinePublisher publisher;
    private final KafkaConsumer<byte[], byte @Nullable []> consumer;

    Pipeline(String bootstrapServers) {
        publisher = new PipelinePublisher(Map.of("bootstrap.servers", bootstrapServers), SOURCE);
        consumer = Tail.of(
                bootstrapServers,
                WATCHED.stream().map(topic -> topic.name(Topic.DEFAULT_PREFIX)).toList());
    }

    /** Takes a version of a model to its deployment. */
    RunTimes run(ModelRegistered registration) {
        long start = System.nanoTime();
        return watch(registration).times(start);
    }

    /** The same, and tells of all its records. */
    WatchedRun watch(ModelRegistered registration) {
        String id = UUID.randomUUID().toString();
        var watched = new WatchedRun(RunId.of(SOURCE, id));
        long start = System.nanoTime();
        var registered = publisher.register(registration, id);
        while (!watched.isWhole()) {
            for (ConsumerRecord<byte[], byte @Nullable []> record : consumer.poll(POLL)) {
                read(record, watched);
            }
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IllegalStateException(watched + " is not deployed after " + PATIENCE.toSeconds()
                        + " s; registered: " + registered + ". See the logs of the stack");
            }
        }
        return watched;
    }

    private void read(ConsumerRecord<byte[], byte @Nullable []> record, WatchedRun run) {
        if (codec.decode(record) instanceof Decoded.Event(var envelope)) {
            run.on(envelope, record.timestamp());
        }
    }

    @Override
    public void close() {
        consumer.close();
        publisher.close();
    }
}
