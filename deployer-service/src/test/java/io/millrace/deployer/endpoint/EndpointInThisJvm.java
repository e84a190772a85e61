package io.millrace.deployer.endpoint;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.deployer.Configured;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The endpoint on a port of its own, and servers and clients for it. */
abstract class EndpointInThisJvm {
    final Vertx vertx = Vertx.vertx();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final Backends backends = new Backends(
            vertx, Configured.with(Map.of("deployer.endpoint.connections", "8", "deployer.drain", "PT5S")));
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    int port;

    @BeforeEach
    void open() throws Exception {
        var endpoint = new ModelEndpoint(backends, new EndpointMetrics(registry, backends), Configured.with(Map.of()));
        Router router = Router.router(vertx);
        endpoint.open(router);
        port = listen(vertx.createHttpServer().requestHandler(router)).actualPort();
    }

    @AfterEach
    void close() {
        vertx.close();
    }

    static HttpServer listen(HttpServer server) throws InterruptedException, ExecutionException {
        return server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    static URI addressOf(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** A model's server that answers with its name, the request line and the request's body. */
    ModelServer start(String name) throws Exception {
        return new ModelServer(name);
    }

    final class ModelServer {
        final AtomicInteger open = new AtomicInteger();
        final HttpServer server;

        ModelServer(String name) throws Exception {
            server = listen(vertx.createHttpServer()
                    .connectionHandler(connection -> {
                        open.incrementAndGet();
                        connection.closeHandler(closed -> open.decrementAndGet());
                    })
                    .requestHandler(request -> request.body().onSuccess(body -> request.response()
                            .putHeader("Connection", "keep-alive")
                            .putHeader("X-Prefix", "" + request.getHeader("X-Forwarded-Prefix"))
                            .end(name + " " + request.method() + " " + request.uri() + " " + body))));
        }

        URI address() {
            return addressOf(server);
        }

        void stop() throws Exception {
            server.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(to(path).build(), BodyHandlers.ofString());
    }
}
