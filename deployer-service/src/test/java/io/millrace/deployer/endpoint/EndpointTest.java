package io.millrace.deployer.endpoint;

import static io.millrace.deployer.Versions.DIGITS;
import static io.millrace.deployer.Versions.serving;
import static io.millrace.deployer.Versions.workload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.deployer.Configured;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The endpoint with real servers behind it and real clients before it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class EndpointTest {
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

    private static HttpServer listen(HttpServer server) throws InterruptedException, ExecutionException {
        return server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    private static URI addressOf(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** A model's server that answers with its name, the request line and the request's body. */
    private ModelServer start(String name) throws Exception {
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

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(to(path).build(), BodyHandlers.ofString());
    }

    private double counted(String result) {
        return registry.get("millrace.serving.requests")
                .tag("result", result)
                .timer()
                .count();
    }

    @Nested
    class A_model_that_serves {
        @BeforeEach
        void up() throws Exception {
            backends.complete();
            backends.up(serving(1), start("one").address());
        }

        @Test
        void answers_behind_the_prefix() throws Exception {
            HttpResponse<String> answer = client.send(
                    to("/models/digits/v2/in%20fer?a=b%2Fc")
                            .POST(BodyPublishers.ofString("hello"))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("one POST /v2/in%20fer?a=b%2Fc hello");
        }

        @Test
        void tells_its_version() throws Exception {
            HttpResponse<String> answer = get("/models/digits/");

            assertThat(answer.headers().firstValue("X-Millrace-Version")).hasValue("v1");
        }

        @Test
        void learns_under_which_prefix_it_is_reached() throws Exception {
            HttpResponse<String> answer = get("/models/digits/");

            assertThat(answer.headers().firstValue("X-Prefix")).hasValue("/models/digits");
        }

        @Test
        void keeps_the_headers_of_its_connection_to_itself() throws Exception {
            HttpResponse<String> answer = get("/models/digits/");

            assertThat(answer.headers().firstValue("Connection")).isEmpty();
        }

        @Test
        void is_counted() throws Exception {
            get("/models/digits/");

            await().untilAsserted(() -> assertThat(counted("answered")).isEqualTo(1));
            await().untilAsserted(() -> assertThat(
                            registry.get("millrace.serving.inflight").gauge().value())
                    .isZero());
        }

        @Test
        void is_listed() throws Exception {
            HttpResponse<String> answer = get("/models");

            assertThat(answer.body())
                    .isEqualTo("{\"models\":[{\"model\":\"digits\",\"version\":\"v1\",\"run\":\""
                            + serving(1).run().run()
                            + "\",\"generation\":1,\"endpoint\":\"http://127.0.0.1:8084/models/digits\","
                            + "\"serving\":true}]}");
        }

        @Test
        void asks_clients_to_come_back_while_it_is_down() throws Exception {
            backends.down(serving(1));

            HttpResponse<String> answer = get("/models/digits/");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(answer.body()).contains("generation 1 of model digits is being started");
        }
    }

    @Test
    void an_unknown_model_is_not_found() throws Exception {
        backends.complete();

        HttpResponse<String> answer = get("/models/other/v2");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("\"status\":404").contains("no model other was deployed");
        assertThat(counted("unknown-model")).isEqualTo(1);
    }

    @Test
    void a_path_without_a_model_is_not_found() throws Exception {
        assertThat(get("/models/Digits/v2").statusCode()).isEqualTo(404);
    }

    @Test
    void before_the_log_is_read_clients_are_asked_to_come_back() throws Exception {
        HttpResponse<String> answer = get("/models/digits/v2");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(counted("unavailable")).isEqualTo(1);
    }

    @Test
    void a_server_that_refuses_is_a_bad_gateway() throws Exception {
        backends.up(serving(1), nobodyListens());

        HttpResponse<String> answer = client.send(
                to("/models/digits/")
                        .POST(BodyPublishers.ofByteArray(new byte[1 << 20]))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("the server of model digits, generation 1, did not answer");
        assertThat(answer.headers().firstValue("X-Millrace-Version")).hasValue("v1");
        await().untilAsserted(() -> assertThat(counted("bad-gateway")).isEqualTo(1));
    }

    private static URI nobodyListens() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    @Test
    void large_bodies_pass_through_both_ways() throws Exception {
        var echo = listen(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(request.response()::end)));
        backends.up(serving(1), addressOf(echo));
        var body = new byte[48 << 20];
        new Random(1).nextBytes(body);

        HttpResponse<byte[]> answer = client.send(
                to("/models/digits/").POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofByteArray());

        assertThat(answer.body()).isEqualTo(body);
    }

    @Test
    void answers_are_streamed() throws Exception {
        var rest = new CountDownLatch(1);
        var slow = listen(vertx.createHttpServer().requestHandler(request -> {
            request.response().setChunked(true).write("first");
            vertx.executeBlocking(() -> {
                        rest.await();
                        return "second";
                    })
                    .onSuccess(request.response()::end);
        }));
        backends.up(serving(1), addressOf(slow));

        HttpResponse<InputStream> answer = client.send(to("/models/digits/").build(), BodyHandlers.ofInputStream());

        try (InputStream body = answer.body()) {
            assertThat(new String(body.readNBytes(5))).isEqualTo("first");
            rest.countDown();
            assertThat(new String(body.readAllBytes())).isEqualTo("second");
        }
    }

    @Test
    void a_server_that_breaks_off_in_the_middle_is_seen_as_broken() throws Exception {
        var broken = listen(vertx.createHttpServer().requestHandler(request -> {
            request.response().setChunked(true).write("first");
            vertx.setTimer(50, later -> request.connection().close());
        }));
        backends.up(serving(1), addressOf(broken));

        assertThatThrownBy(() -> get("/models/digits/")).isInstanceOf(IOException.class);
        await().untilAsserted(() -> assertThat(counted("broken-off")).isEqualTo(1));
        assertThat(backends.inFlight()).isZero();
    }

    @Nested
    class A_switch {

        @Test
        void fails_no_request_under_constant_load() throws Exception {
            ModelServer before = start("v1");
            backends.up(serving(1), before.address());
            var done = new AtomicBoolean();
            var answered = new AtomicInteger();
            try (var clients = Executors.newFixedThreadPool(6)) {
                List<Future<List<String>>> failures = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    failures.add(clients.submit(() -> callUntil(done, answered)));
                }

                for (int version = 2; version <= 12; version++) {
                    before = replace(before, version, answered);
                }

                done.set(true);
                for (Future<List<String>> failed : failures) {
                    assertThat(failed.get()).isEmpty();
                }
            }
            assertThat(get("/models/digits/").body()).startsWith("v12 ");
        }

        /** Switches, drains and stops the old server, each after some more answers. */
        private ModelServer replace(ModelServer old, int version, AtomicInteger answered) throws Exception {
            ModelServer fresh = start("v" + version);
            awaitMore(answered);
            backends.up(serving(version), fresh.address());
            awaitMore(answered);
            assertThat(backends.drain(workload(version - 1), Duration.ofSeconds(5)))
                    .isZero();
            old.stop();
            return fresh;
        }

        private void awaitMore(AtomicInteger answered) {
            int target = answered.get() + 100;
            await().pollInterval(Duration.ofMillis(2)).until(() -> answered.get() >= target);
        }

        private List<String> callUntil(AtomicBoolean done, AtomicInteger answered) throws Exception {
            List<String> failures = new ArrayList<>();
            while (!done.get()) {
                HttpResponse<String> answer = client.send(
                        to("/models/digits/infer")
                                .POST(BodyPublishers.ofString("x".repeat(2000)))
                                .build(),
                        BodyHandlers.ofString());
                String version =
                        answer.headers().firstValue("X-Millrace-Version").orElse("?");
                if (answer.statusCode() != 200 || !answer.body().startsWith(version + " POST /infer")) {
                    failures.add(answer.statusCode() + " " + version + " " + answer.body());
                }
                answered.incrementAndGet();
            }
            return failures;
        }

        @Test
        void lets_a_request_finish_where_it_began() throws Exception {
            var arrived = new CountDownLatch(1);
            var mayAnswer = new CountDownLatch(1);
            backends.up(serving(1), slow(arrived, mayAnswer));
            var slow = client.sendAsync(to("/models/digits/").build(), BodyHandlers.ofString());
            arrived.await();

            backends.up(serving(2), start("two").address());

            assertThat(get("/models/digits/").body()).startsWith("two ");
            try (var thread = Executors.newSingleThreadExecutor()) {
                Future<Integer> drained = thread.submit(() -> backends.drain(workload(1), Duration.ofSeconds(20)));
                assertThat(drained.isDone()).isFalse();
                mayAnswer.countDown();
                assertThat(slow.get().body()).isEqualTo("slow");
                assertThat(drained.get()).isZero();
            }
        }

        @Test
        void cuts_off_what_takes_longer_than_draining_may() throws Exception {
            var arrived = new CountDownLatch(1);
            var never = new CountDownLatch(1);
            backends.up(serving(1), slow(arrived, never));
            var slow = client.sendAsync(to("/models/digits/").build(), BodyHandlers.ofString());
            arrived.await();
            backends.up(serving(2), start("two").address());

            int cutOff = backends.drain(workload(1), Duration.ofMillis(100));

            assertThat(cutOff).isEqualTo(1);
            assertThat(slow.get().statusCode()).isEqualTo(502);
            never.countDown();
        }

        private URI slow(CountDownLatch arrived, CountDownLatch mayAnswer) throws Exception {
            return addressOf(listen(vertx.createHttpServer().requestHandler(request -> {
                arrived.countDown();
                vertx.executeBlocking(() -> {
                            mayAnswer.await();
                            return "slow";
                        })
                        .onSuccess(request.response()::end);
            })));
        }

        @Test
        void leaves_no_connection_to_the_old_server() throws Exception {
            ModelServer one = start("one");
            backends.up(serving(1), one.address());
            get("/models/digits/");
            backends.up(serving(2), start("two").address());

            backends.drain(workload(1), Duration.ofSeconds(5));

            await().untilAsserted(() -> assertThat(one.open).hasValue(0));
        }

        @Test
        void a_server_that_is_drained_answers_no_more_even_if_none_took_its_place() throws Exception {
            backends.up(serving(1), start("one").address());

            backends.drain(workload(1), Duration.ofSeconds(5));

            assertThat(get("/models/" + DIGITS + "/").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void a_client_that_goes_away_is_not_waited_for() throws Exception {
        var arrived = new CountDownLatch(1);
        var never = listen(vertx.createHttpServer().requestHandler(request -> arrived.countDown()));
        backends.up(serving(1), addressOf(never));
        var abandoned = client.sendAsync(to("/models/digits/").build(), BodyHandlers.ofString());
        arrived.await();

        abandoned.cancel(true);

        await().untilAsserted(() -> assertThat(backends.inFlight()).isZero());
    }
}
