package io.millrace.worker;

import io.quarkus.arc.properties.UnlessBuildProperty;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.commit.KafkaCommitHandler;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Commits what is acknowledged, a second later, and nothing that lies behind what is not. See docs/adr/0025 for what is
 * wrong with the connector's own.
 */
final class Commits implements KafkaCommitHandler {
    static final String STRATEGY = "millrace";

    private static final Logger LOG = Logger.getLogger(Commits.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration AT_THE_END = Duration.ofSeconds(1);

    private final Offsets offsets = new Offsets();
    private final AtomicBoolean planned = new AtomicBoolean();
    private final Executor later = CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    private final KafkaConsumer<?, ?> consumer;

    Commits(KafkaConsumer<?, ?> consumer) {
        this.consumer = consumer;
    }

    /** Found by its name in the channel's configuration. */
    @ApplicationScoped
    @UnlessBuildProperty(name = "millrace.stage", stringValue = "monitor", enableIfMissing = true)
    @Identifier(STRATEGY)
    static class Factory implements KafkaCommitHandler.Factory {
        @Override
        public KafkaCommitHandler create(
                KafkaConnectorIncomingConfiguration channel,
                Vertx vertx,
                KafkaConsumer<?, ?> consumer,
                BiConsumer<Throwable, Boolean> failures) {
            return new Commits(consumer);
        }
    }

    /** On the polling thread, as everything about partitions. */
    @Override
    public void partitionsAssigned(Collection<TopicPartition> partitions) {
        offsets.assigned(partitions, consumer.unwrap().groupMetadata().generationId());
    }

    @Override
    public void partitionsRevoked(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> due = offsets.due(partitions::contains);
        offsets.revoked(partitions);
        if (!due.isEmpty()) {
            try {
                consumer.unwrap().commitSync(due);
            } catch (KafkaException e) {
                // Somebody else has them already, and is given again what it then recognises.
                LOG.debugf(e, "%s not committed", due);
            }
        }
    }

    @Override
    public <K, V> Uni<IncomingKafkaRecord<K, V>> received(IncomingKafkaRecord<K, V> record) {
        offsets.received(partition(record), record.getOffset(), record.getConsumerGroupGenerationId());
        return Uni.createFrom().item(record);
    }

    @Override
    public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> record) {
        offsets.dealtWith(partition(record), record.getOffset());
        plan();
        return Uni.createFrom().voidItem();
    }

    private static TopicPartition partition(IncomingKafkaRecord<?, ?> record) {
        return new TopicPartition(record.getTopic(), record.getPartition());
    }

    private void plan() {
        if (planned.compareAndSet(false, true)) {
            later.execute(this::commit);
        }
    }

    private void commit() {
        planned.set(false);
        Map<TopicPartition, OffsetAndMetadata> due = offsets.due(partition -> true);
        if (!due.isEmpty()) {
            consumer.commitAsync(due).subscribe().with(unused -> offsets.committed(due), failure -> {
                LOG.debugf(failure, "%s not committed, trying again", due);
                plan();
            });
        }
    }

    @Override
    public void terminate(boolean graceful) {
        Map<TopicPartition, OffsetAndMetadata> due = offsets.due(partition -> true);
        if (!due.isEmpty()) {
            consumer.commit(due).await().atMost(AT_THE_END);
        }
    }
}
