package io.millrace.builder.webhook;

import static io.millrace.builder.webhook.GitHubPush.push;
import static io.millrace.builder.webhook.GitHubPush.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Tag;
import io.millrace.builder.dialect.Dialect;
import io.millrace.builder.dialect.Sent;
import io.millrace.builder.ingress.FakeRegistrar;
import io.millrace.builder.ingress.Wire;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What is done on the wire: by raw sockets, because clients are too well-behaved. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class WebhookEndpointTest {
    private static final String PATH = "/webhooks/github";
    private static final int TEN_MEGABYTES = 10_000_000;

    private static Vertx vertx;

    private final FakeRegistrar registrar = new FakeRegistrar();
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        EndpointInThisJvm.await(vertx.close());
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void takes_deliveries_one_after_the_other_on_a_connection() {
        Wire wire = connect(endpoint());

        assertThat(deliver(wire, push()).status()).isEqualTo(202);
        assertThat(deliver(wire, push()).body()).contains("replayed");
    }

    @Test
    void takes_a_body_that_comes_in_pieces_and_does_not_say_how_long_it_is() {
        Wire wire = connect(endpoint());
        byte[] body = push().body();

        wire.head(PATH, push(), "Transfer-Encoding: chunked");
        for (int at = 0; at < body.length; at += 997) {
            wire.chunk(Arrays.copyOfRange(body, at, Math.min(body.length, at + 997)));
        }

        assertThat(wire.lastChunk().response().status()).isEqualTo(202);
    }

    @Test
    void takes_ten_megabytes() {
        Sent large = padded(TEN_MEGABYTES);

        assertThat(deliver(connect(endpoint()), large).status()).isEqualTo(202);
    }

    @Test
    void refuses_a_body_by_its_declared_length_without_waiting_for_it() {
        EndpointInThisJvm endpoint = endpoint();
        Wire wire = connect(endpoint);

        wire.head(PATH, push(), "Content-Length: " + ((10 << 20) + 1));

        Wire.Response response = wire.response();
        assertThat(response.status()).isEqualTo(413);
        assertThat(response.headers()).contains("content-type: application/problem+json", "connection: close");
        assertThat(response.body()).contains("more than the 10 MiB allowed", "millrace.webhooks.max-body-bytes");
        assertThat(wire.isClosed()).isTrue();
        assertThat(endpoint.counted("too-large")).isEqualTo(1);
    }

    @Test
    void does_not_ask_for_a_body_that_it_would_refuse() {
        Wire wire = connect(endpoint());

        wire.head(PATH, push(), "Content-Length: 99999999", "Expect: 100-continue");

        assertThat(wire.response().status()).isEqualTo(413);
    }

    @Test
    void asks_for_a_body_that_waits_to_be_asked_for() {
        Wire wire = connect(endpoint());

        wire.head(PATH, push(), "Content-Length: " + push().body().length, "Expect: 100-continue");

        assertThat(wire.response().status()).isEqualTo(100);
        assertThat(wire.write(push().body()).response().status()).isEqualTo(202);
    }

    @Test
    void stops_at_the_limit_of_a_body_that_does_not_say_how_long_it_is() {
        Wire wire = connect(endpoint("max-body-bytes", "1000"));

        wire.head(PATH, push(), "Transfer-Encoding: chunked")
                .chunk(new byte[600])
                .chunk(new byte[600]);

        assertThat(wire.response().status()).isEqualTo(413);
        assertThat(wire.isClosed()).isTrue();
    }

    @Test
    void does_not_wait_for_who_is_silent_or_drips() {
        EndpointInThisJvm endpoint = endpoint("receive-within", "PT0.5S");
        Wire silent = connect(endpoint);
        Wire dripping = connect(endpoint);

        silent.head(PATH, push(), "Content-Length: 1000");
        dripping.head(PATH, push(), "Transfer-Encoding: chunked");
        await().until(() -> {
            dripping.chunk(new byte[1]);
            return endpoint.counted("too-slow") > 0;
        });

        assertThat(silent.response().status()).isEqualTo(408);
        assertThat(dripping.response().status()).isEqualTo(408);
        assertThat(silent.isClosed()).isTrue();
    }

    @Test
    void refuses_who_cannot_prove_anything_without_waiting_for_the_body() {
        EndpointInThisJvm endpoint = endpoint();
        Wire unsigned = connect(endpoint);
        Wire elsewhere = connect(endpoint);

        unsigned.head(PATH, push().without("X-Hub-Signature-256"), "Content-Length: 1000");
        elsewhere.head("/webhooks/gitlab", push(), "Content-Length: 1000");

        assertThat(unsigned.response().status()).isEqualTo(401);
        assertThat(elsewhere.response().status()).isEqualTo(403);
    }

    @Test
    void is_not_held_up_by_many_who_are_slow() {
        EndpointInThisJvm endpoint = endpoint();
        for (int i = 0; i < 200; i++) {
            connect(endpoint).head(PATH, push(), "Content-Length: 9999999").write("{");
        }

        assertThat(deliver(connect(endpoint), push()).status()).isEqualTo(202);
    }

    @Test
    void bounds_the_memory_of_all_bodies_together_and_gives_it_back() {
        EndpointInThisJvm endpoint = endpoint("max-body-bytes", "3000");
        var halves = new ArrayList<Wire>();
        for (int i = 0; i < 4; i++) {
            halves.add(connect(endpoint)
                    .head(PATH, signed("issues", new byte[2990]), "Content-Length: 2990")
                    .write(new byte[2900]));
        }

        Wire.Response refused = connect(endpoint)
                .head(PATH, push(), "Content-Length: 2990")
                .write(new byte[2900])
                .response();

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.headers()).contains("retry-after: 10");
        halves.forEach(
                half -> assertThat(half.write(new byte[90]).response().status()).isEqualTo(200));
        assertThat(deliver(connect(endpoint), signed("issues", new byte[2990])).status())
                .isEqualTo(200);
    }

    @Test
    void forgets_who_goes_away_in_the_middle() {
        EndpointInThisJvm endpoint = endpoint();

        connect(endpoint).head(PATH, push(), "Content-Length: 1000").write("{").close();

        await().untilAsserted(() -> assertThat(endpoint.counted("broken-off")).isEqualTo(1));
    }

    @Test
    void asks_to_come_again_while_no_broker_acknowledges() {
        EndpointInThisJvm endpoint = endpoint("acknowledge-within", "PT0.2S");
        Wire wire = connect(endpoint);

        for (FakeRegistrar.Mood mood : List.of(FakeRegistrar.Mood.STAYS_SILENT, FakeRegistrar.Mood.REFUSES)) {
            registrar.mood = mood;
            Wire.Response response = deliver(wire, push());

            assertThat(response.status()).isEqualTo(503);
            assertThat(response.headers()).contains("retry-after: 10");
            assertThat(response.body()).contains("webhook-unavailable", "it starts no second run");
        }
        registrar.mood = FakeRegistrar.Mood.ACKNOWLEDGES;
        assertThat(deliver(wire, push()).status()).isEqualTo(202);
    }

    @Test
    void keeps_the_room_of_a_body_that_is_still_worked_on_when_it_was_answered() {
        registrar.mood = FakeRegistrar.Mood.STAYS_SILENT;
        EndpointInThisJvm endpoint = endpoint("acknowledge-within", "PT0.1S", "max-body-bytes", "3000");

        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            answers.add(deliver(connect(endpoint), push()).body());
        }

        assertThat(answers.getFirst()).contains("webhook-unavailable");
        assertThat(answers.getLast()).contains("webhook-busy");
    }

    @Test
    void tells_who_asks_for_something_else_what_there_is() {
        Wire wire = connect(endpoint());

        Wire.Response unknown = deliver(wire, "/webhooks/sourcehut", push());
        Wire.Response got =
                wire.write("GET /webhooks/github HTTP/1.1\r\nHost: x\r\n\r\n").response();

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body()).contains("one of github, gitlab, gitea, bitbucket, bitbucket-dc, standard");
        assertThat(got.status()).isEqualTo(405);
        assertThat(got.headers()).contains("allow: post");
    }

    @Test
    void labels_what_it_counts_by_dialect_and_result_alone() {
        EndpointInThisJvm endpoint = endpoint();

        deliver(connect(endpoint), push());
        deliver(connect(endpoint), push().with("X-Hub-Signature-256", "sha256=00"));
        deliver(connect(endpoint), "/webhooks/gitlab", push());
        deliver(connect(endpoint), "/webhooks/strange", push());

        assertThat(endpoint.labels())
                .containsExactlyInAnyOrder(
                        Tag.of("dialect", "github"),
                        Tag.of("dialect", "gitlab"),
                        Tag.of("result", "registered"),
                        Tag.of("result", "bad-signature"),
                        Tag.of("result", "not-configured"));
    }

    @Test
    void has_an_address_for_every_dialect() {
        EndpointInThisJvm endpoint = endpoint("github.secrets", "");

        for (Dialect dialect : Dialect.all()) {
            assertThat(deliver(connect(endpoint), "/webhooks/" + dialect.name(), push())
                            .status())
                    .as(dialect.name())
                    .isEqualTo(403);
        }
    }

    private EndpointInThisJvm endpoint(String... config) {
        var endpoint = new EndpointInThisJvm(vertx, Configured.digits(config), registrar);
        open.add(endpoint);
        return endpoint;
    }

    private Wire connect(EndpointInThisJvm endpoint) {
        Wire wire = endpoint.connect();
        open.add(wire);
        return wire;
    }

    private static Wire.Response deliver(Wire wire, Sent sent) {
        return deliver(wire, PATH, sent);
    }

    private static Wire.Response deliver(Wire wire, String path, Sent sent) {
        return wire.post(path, sent.headers(), sent.body());
    }

    private static Sent padded(int bytes) {
        byte[] body = Arrays.copyOf(push().body(), bytes);
        Arrays.fill(body, push().body().length, bytes, (byte) ' ');
        return signed("push", body);
    }
}
