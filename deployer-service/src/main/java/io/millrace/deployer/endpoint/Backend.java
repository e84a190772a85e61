package io.millrace.deployer.endpoint;

import io.millrace.deployer.DeployerConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import java.net.URI;
import java.util.concurrent.CompletableFuture;

/**
 * A server behind the endpoint, with connections of its own: what happens to them touches no other server. Counts the
 * requests that are under way, so that it can be left when the last of them is answered.
 */
final class Backend {
    /**
     * How long an unused connection is kept, in seconds. Shorter than any server keeps it (common are 2 to 60), because
     * a request on a connection that the server is just closing would be lost.
     */
    private static final int KEEP_ALIVE_SECONDS = 1;

    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    private static final int MAX_HEADERS_BYTES = 64 * 1024;

    private final URI address;
    private final HttpClient client;
    private final CompletableFuture<Void> empty = new CompletableFuture<>();
    private int inFlight;
    private boolean leaving;

    Backend(Vertx vertx, URI address, DeployerConfig.Endpoint config) {
        this.address = address;
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setDefaultHost(address.getHost())
                        .setDefaultPort(address.getPort())
                        .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                        .setMaxHeaderSize(MAX_HEADERS_BYTES)
                        .setMaxWaitQueueSize(config.waiting()),
                new PoolOptions().setHttp1MaxSize(config.connections()));
    }

    URI address() {
        return address;
    }

    /** Announces a request; false when this backend was left, then it must go to another. */
    synchronized boolean enter() {
        if (!leaving) {
            inFlight++;
        }
        return !leaving;
    }

    /** A request that was announced is over. */
    synchronized void leave() {
        inFlight--;
        completeWhenEmpty();
    }

    /** Takes no further requests; completes when the last one is over. */
    synchronized CompletableFuture<Void> empty() {
        leaving = true;
        completeWhenEmpty();
        return empty;
    }

    private void completeWhenEmpty() {
        if (leaving && inFlight == 0) {
            empty.complete(null);
        }
    }

    synchronized int inFlight() {
        return inFlight;
    }

    /** Sends an announced request on its way. */
    void forward(HttpServerRequest request, ProxyInterceptor exchange) {
        HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), client)
                .origin(OriginRequestProvider.fixedAddress(address.getPort(), address.getHost()))
                .addInterceptor(exchange)
                .handle(request);
    }

    /** Closes its connections; what is under way on them is cut off. */
    void close() {
        client.close();
    }
}
