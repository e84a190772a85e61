package io.millrace.builder.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.builder.HttpConfig;
import io.millrace.builder.ingress.Registrar;
import io.millrace.builder.ingress.Wire;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;

/** The endpoint behind a real socket, without the rest of the builder. */
final class ServerInThisJvm implements AutoCloseable {
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final HttpEndpoint endpoint;
    private final HttpServer server;

    ServerInThisJvm(Vertx vertx, HttpConfig config, Registrar registrar) {
        this.endpoint = HttpBeans.endpoint(vertx, registrar, Posted.URLS, config, meters);
        var router = Router.router(vertx);
        endpoint.open(router);
        this.server = await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    }

    Wire connect() {
        return new Wire(server.actualPort());
    }

    /** How often that was the result. */
    long counted(String result) {
        return meters.find("millrace.http.registrations").tag("result", result).timers().stream()
                .mapToLong(Timer::count)
                .sum();
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
