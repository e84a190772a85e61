package io.millrace.monitor.kafka;

import io.millrace.events.Command;
import io.millrace.events.PipelinePublisher;
import io.millrace.monitor.view.Commands;
import io.millrace.worker.WorkerConfig;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;

/**
 * Publishes a command with a producer of its own, which gives up, because somebody waits to be told. Commands are rare:
 * the producer is made for each, and costs nothing in between.
 */
@Singleton
class KafkaCommands implements Commands {
    private static final URI SOURCE = URI.create("/millrace/dashboard");
    private static final int REQUEST_MILLIS = 3_000;
    private static final int GIVE_UP_MILLIS = 8_000;

    private final Map<String, Object> settings;
    private final String topicPrefix;

    KafkaCommands(@Identifier("default-kafka-broker") Map<String, Object> kafka, WorkerConfig config) {
        this.settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "millrace-dashboard");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, GIVE_UP_MILLIS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, GIVE_UP_MILLIS);
        this.topicPrefix = config.topicPrefix();
    }

    @Override
    public void publish(Command command, String id) throws NotTaken {
        try (var publisher = new PipelinePublisher(settings, SOURCE, topicPrefix)) {
            publisher.command(command, id).get();
        } catch (ExecutionException e) {
            throw new NotTaken(Objects.requireNonNullElse(e.getCause(), e));
        } catch (KafkaException e) {
            throw new NotTaken(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotTaken(e);
        }
    }
}
