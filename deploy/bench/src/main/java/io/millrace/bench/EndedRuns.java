package io.millrace.bench;

import io.millrace.events.Decoded;
import io.millrace.events.EventCodec;
import io.millrace.events.ModelRegistered;
import io.millrace.events.PipelinePublisher;
import io.millrace.events.RunEnded;
import io.millrace.events.RunId;
import io.millrace.events.Topic;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Registers many models at once, and waits until the log says that each of their runs has ended. */
final class EndedRuns implements AutoCloseable {
    private static final URI SOURCE = URI.create("/millrace/bench/many");
    private static final Duration POLL = Duration.ofMillis(200);

    private final EventCodec codec = new EventCodec(Topic.DEFAULT_PREFIX);
    private final PipelinePublisher publisher;
    private final KafkaConsumer<byte[], byte @Nullable []> consumer;

    EndedRuns(String bootstrapServers) {
        publisher = new PipelinePublisher(Map.of("bootstrap.servers", bootstrapServers), SOURCE);
        consumer = new KafkaConsumer<byte[], byte @Nullable []>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> all = consumer.partitionsFor(Topic.RUN_ENDED.name(Topic.DEFAULT_PREFIX)).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position); // "the end" is meant as it is now
    }

    /**
     * How the runs ended.
     *
     * @param took     from the first registration to the last run's end
     * @param howMany  runs of each result
     * @param twice    runs that ended more than once
     */
    record Result(Duration took, Map<RunEnded.Result, Integer> howMany, int twice) {}

    Result of(List<ModelRegistered> registrations, Duration patience) {
        long start = System.nanoTime();
        var acknowledged = new ArrayList<CompletableFuture<RunId>>();
        registrations.forEach(registration -> acknowledged.add(publisher.register(registration)));
        Set<RunId> open = new HashSet<>();
        acknowledged.forEach(run -> open.add(run.join()));
        Set<RunId> ended = new HashSet<>();
        Map<RunEnded.Result, Integer> howMany = new EnumMap<>(RunEnded.Result.class);
        int twice = 0;
        while (!open.isEmpty()) {
            if (System.nanoTime() - start > patience.toNanos()) {
                throw new IllegalStateException(
                        open.size() + " of " + registrations.size() + " runs have not ended" + " after " + patience
                                + ", for example " + open.iterator().next());
            }
            for (var record : consumer.poll(POLL)) {
                if (codec.decode(record) instanceof Decoded.Event(var envelope)
                        && envelope.event() instanceof RunEnded end) {
                    open.remove(end.run().run());
                    howMany.merge(end.result(), 1, Integer::sum);
                    twice += ended.add(end.run().run()) ? 0 : 1;
                }
            }
        }
        return new Result(Duration.ofNanos(System.nanoTime() - start), new HashMap<>(howMany), twice);
    }

    @Override
    public void close() {
        consumer.close();
        publisher.close();
    }
}
