package io.millrace.deployer.endpoint;

import static io.millrace.deployer.Versions.serving;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The endpoint with real servers behind it and real clients before it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class EndpointTest extends EndpointInThisJvm {
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
        assertThat(answer.body()).contains("\"status\":404").contains("nothing serves model other");
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
