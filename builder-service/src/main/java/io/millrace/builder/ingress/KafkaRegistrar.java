package io.millrace.builder.ingress;

import io.millrace.events.PipelinePublisher;
import io.millrace.events.RunId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Publishes registrations with a producer of its own: unlike the worker's, which waits out an outage because there is
 * nobody to tell, it gives up while whoever sent the registration still listens.
 */
public final class KafkaRegistrar implements Registrar, AutoCloseable {
    private static final URI SOURCE = URI.create("/millrace/builder");

    private final Map<String, Object> settings;
    private final String topicPrefix;
    private @Nullable PipelinePublisher publisher;

    /** @param patience how long the broker may take */
    public KafkaRegistrar(Map<String, Object> kafka, String clientId, String topicPrefix, Duration patience) {
        int millis = Math.toIntExact(patience.toMillis());
        this.settings = new HashMap<>(kafka);
        this.topicPrefix = topicPrefix;
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 2);
    }

    @Override
    public CompletableFuture<RunId> register(Registration registration) {
        return publisher()
                .register(registration.envelope(Instant.now()))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(new NotRegistered(failure)));
    }

    /** Made when it is first needed: most builders are told of nothing. */
    private synchronized PipelinePublisher publisher() {
        if (publisher == null) {
            publisher = new PipelinePublisher(settings, SOURCE, topicPrefix);
        }
        return publisher;
    }

    @Override
    public synchronized void close() {
        if (publisher != null) {
            publisher.close();
        }
    }
}
