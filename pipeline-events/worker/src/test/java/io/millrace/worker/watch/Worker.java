package io.millrace.worker.watch;

import io.millrace.events.EventCodec;
import io.millrace.events.Stage;
import io.millrace.worker.Announcer;
import io.millrace.worker.access.Access;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** A worker as far as the watch is concerned: its watchdog, and the consumer of its stage, which takes what comes. */
final class Worker {
    private static final Map<Stage, String> INPUTS = Map.of(
            Stage.BUILD, "model-registered",
            Stage.TRAIN, "image-built",
            Stage.EVALUATE, "model-trained",
            Stage.DEPLOY, "model-evaluated");

    /** Of one that is killed: it says goodbye to nobody. */
    private static final GroupMembershipOperation FAREWELL = GroupMembershipOperation.REMAIN_IN_GROUP;

    private final Stage stage;
    private final String prefix;
    private final Watchdog watchdog;
    private final Thread reader;
    private volatile boolean isReading;
    private volatile boolean isTaking = true;
    private volatile boolean isAssigned;

    /** Impatient, so that a test need not be patient. */
    record Quick(Duration grace, Duration stuckAfter) implements WatchConfig {
        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public Duration every() {
            return Duration.ofMillis(250);
        }

        @Override
        public long backlog() {
            return 1_000;
        }

        @Override
        public Duration behindAfter() {
            return Duration.ofMinutes(5);
        }
    }

    /** @param prefix of its pipeline's topics and groups */
    Worker(Stage stage, String prefix, Map<String, Object> kafka, Producer<byte[], byte[]> producer) {
        this.stage = stage;
        this.prefix = prefix;
        var post = new Watchdog.Post(
                stage, stage.worker(), prefix, new Quick(Duration.ofSeconds(8), Duration.ofSeconds(4)), FAREWELL);
        this.watchdog = new Watchdog(kafka, post, announcer(prefix, producer), Access.open());
        this.isReading = INPUTS.containsKey(stage);
        this.reader =
                Thread.ofPlatform().name("reader of " + stage).daemon(true).start(() -> read(kafka));
        watchdog.start(new StartupEvent());
    }

    private static Announcer announcer(String prefix, Producer<byte[], byte[]> producer) {
        var codec = new EventCodec(prefix);
        return envelope -> {
            var published = new CompletableFuture<Void>();
            var unused = producer.send(codec.encode(envelope), (metadata, failure) -> {
                if (failure == null) {
                    published.complete(null);
                } else {
                    published.completeExceptionally(failure);
                }
            });
            return published;
        };
    }

    private void read(Map<String, Object> kafka) {
        @Nullable String topic = INPUTS.get(stage);
        if (topic == null) {
            return;
        }
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("group.id", prefix + stage);
        settings.put("group.instance.id", stage.worker());
        settings.put("session.timeout.ms", 6_000);
        settings.put("heartbeat.interval.ms", 2_000);
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", false);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(prefix + topic));
            while (isReading) {
                take(consumer);
                isAssigned = !consumer.assignment().isEmpty();
            }
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)).withGroupMembershipOperation(FAREWELL));
        }
    }

    private void take(KafkaConsumer<byte[], byte[]> consumer) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
        Map<TopicPartition, OffsetAndMetadata> next = records.nextOffsets();
        if (isTaking) {
            consumer.commitSync(next);
        } else {
            records.partitions()
                    .forEach(partition -> consumer.seek(
                            partition, records.records(partition).getFirst().offset()));
        }
    }

    boolean isReadingItsPartitions() {
        return isAssigned || !INPUTS.containsKey(stage);
    }

    Optional<String> trouble() {
        return watchdog.trouble();
    }

    void isTaking(boolean taking) {
        isTaking = taking;
    }

    void stopReading() {
        isReading = false;
    }

    void kill() {
        isReading = false;
        watchdog.stop(new ShutdownEvent());
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
