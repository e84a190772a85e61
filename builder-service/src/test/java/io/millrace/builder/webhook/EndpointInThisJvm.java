package io.millrace.builder.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.builder.WebhooksConfig;
import io.millrace.builder.ingress.Registrar;
import io.millrace.builder.ingress.RegistryDesk;
import io.millrace.builder.ingress.Wire;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The endpoint behind a real socket, without the rest of the builder. */
final class EndpointInThisJvm implements AutoCloseable {
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final WebhookEndpoint endpoint;
    private final HttpServer server;

    EndpointInThisJvm(Vertx vertx, WebhooksConfig config, Registrar registrar) {
        var reception =
                WebhookBeans.reception(config, Configured.URLS, registrar, RegistryDesk.NONE, Clock.systemUTC());
        this.endpoint = new WebhookEndpoint(vertx, reception, new WebhookMetrics(meters), config);
        var router = Router.router(vertx);
        endpoint.open(router);
        this.server = await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    }

    Wire connect() {
        return new Wire(server.actualPort());
    }

    /** How often that was the result. */
    long counted(String result) {
        return meters.find("millrace.webhooks.deliveries").tag("result", result).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    List<Tag> labels() {
        return meters.getMeters().stream()
                .flatMap(meter -> meter.getId().getTags().stream())
                .distinct()
                .toList();
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        await(server.close());
        endpoint.close();
    }
}
