package io.millrace.builder.ingress;

import io.millrace.events.Envelope;
import io.millrace.events.PipelinePublisher;
import io.millrace.events.RunId;
import io.millrace.events.TraceContext;
import io.millrace.worker.trace.Span;
import io.millrace.worker.trace.Spans;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
    private final String entrance;
    private final Spans spans;
    private @Nullable PipelinePublisher publisher;

    /**
     * @param patience how long the broker may take
     * @param entrance by which registrations come here, as traces call it
     */
    public KafkaRegistrar(
            Map<String, Object> kafka,
            String clientId,
            String topicPrefix,
            Duration patience,
            String entrance,
            Spans spans) {
        int millis = Math.toIntExact(patience.toMillis());
        this.settings = new HashMap<>(kafka);
        this.topicPrefix = topicPrefix;
        this.entrance = entrance;
        this.spans = spans;
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 2);
    }

    @Override
    public CompletableFuture<RunId> register(Registration registration) {
        CompletableFuture<RunId> registered =
                spans.areKept() ? traced(registration) : publisher().register(registration.envelope(Instant.now()));
        return registered.exceptionallyCompose(failure -> CompletableFuture.failedFuture(new NotRegistered(failure)));
    }

    /** The run goes on from the request, and that from whatever sent it. */
    private CompletableFuture<RunId> traced(Registration registration) {
        Instant start = Instant.now();
        TraceContext request = registration.trace().child(UUID.randomUUID().toString());
        Envelope envelope = registration.within(request).envelope(start);
        return publisher()
                .register(envelope)
                .whenComplete((run, failure) -> spans.tell(new Span(
                        request,
                        registration.sender().map(TraceContext::spanId),
                        Span.Kind.SERVER,
                        entrance,
                        start,
                        Instant.now(),
                        Map.of(
                                "http.request.method", "POST",
                                "millrace.run", registration.run(),
                                "millrace.model", registration.event().model()),
                        Optional.ofNullable(failure).map(Throwable::toString))));
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
