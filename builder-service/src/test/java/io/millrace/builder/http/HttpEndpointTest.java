package io.millrace.builder.http;

import static io.millrace.builder.http.Configured.KEY;
import static io.millrace.builder.http.Configured.NEXT_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.builder.HttpConfig;
import io.millrace.builder.ingress.FakeRegistrar;
import io.millrace.builder.ingress.Registration;
import io.millrace.builder.ingress.Wire;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done on the wire: by raw sockets, because clients are too well-behaved. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class HttpEndpointTest {
    private static final String EVENTS = "/events";
    private static final String VERSIONS = "/models/digits/versions";
    private static final String VERSION = Posted.version("main");
    private static final Map<String, String> HEADERS =
            Map.of("Authorization", "Bearer " + KEY, "Content-Type", "application/json");

    private static Vertx vertx;

    private final FakeRegistrar registrar = new FakeRegistrar();
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        ServerInThisJvm.await(vertx.close());
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void takes_versions_one_after_the_other_on_a_connection() {
        Wire wire = connect(server(Configured.key()));

        Wire.Response first = post(wire, VERSIONS, HEADERS, VERSION);
        Wire.Response next = post(wire, VERSIONS, HEADERS, VERSION);

        assertThat(first.status()).isEqualTo(202);
        assertThat(first.headers()).contains("content-type: application/json", "ratelimit: \"registrations\";r=99;t=1");
        assertThat(next.status()).isEqualTo(202);
        assertThat(registrar.registered).extracting(Registration::id).doesNotHaveDuplicates();
    }

    @Test
    void takes_an_event_in_binary_mode() {
        var headers = new HashMap<>(HEADERS);
        headers.put("ce-specversion", "1.0");
        headers.put("ce-id", "4711");
        headers.put("ce-source", "https://ci.example.com/digits");
        headers.put("ce-type", "io.millrace.model.registered.v1");

        Wire.Response response = post(connect(server(Configured.key())), EVENTS, headers, Posted.data("digits", "x"));

        assertThat(response.status()).isEqualTo(202);
        assertThat(response.body()).contains("\"event\":\"4711\"");
    }

    @Test
    void takes_events_in_structured_mode_and_in_batches() {
        ServerInThisJvm server = server(Configured.key());
        String event = Posted.structured("1", Posted.data("digits", "main"));

        assertThat(post(connect(server), EVENTS, typed("application/cloudevents+json"), event)
                        .status())
                .isEqualTo(202);
        assertThat(post(connect(server), EVENTS, typed("application/cloudevents-batch+json"), "[" + event + "]")
                        .body())
                .contains("replayed");
    }

    @Test
    void refuses_everything_while_nobody_is_configured() {
        Wire.Response response = post(connect(server(Configured.with())), VERSIONS, HEADERS, VERSION);

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.body()).contains("http-not-configured", "./millrace api-key");
        assertThat(registrar.registered).isEmpty();
    }

    @Test
    void refuses_who_says_nothing_of_itself_without_waiting_for_the_body() {
        ServerInThisJvm server = server(Configured.key());
        Wire wire = connect(server).head(VERSIONS, Map.of(), "Content-Length: 1000000");

        Wire.Response response = wire.response();

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.headers())
                .contains("content-type: application/problem+json", "www-authenticate: bearer realm=\"millrace\"");
        assertThat(response.body()).contains("the header Authorization is missing", "send Authorization: Bearer");
        assertThat(wire.isClosed()).isTrue();
        assertThat(server.counted("no-credentials")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "Basic bWU6c2VjcmV0, 'not of the kind Bearer', 'realm=\"millrace\"'",
        "Bearer, 'not of the kind Bearer', 'realm=\"millrace\"'",
        "Bearer mr_wrong-secret, 'the API key is not known here', 'error=\"invalid_token\"'",
        "bearer anything-else-secret, 'the API key is not known here', 'error=\"invalid_token\"'"
    })
    void refuses_what_proves_nothing_and_does_not_repeat_it(String authorization, String detail, String challenge) {
        Wire.Response response =
                post(connect(server(Configured.key())), VERSIONS, Map.of("Authorization", authorization), VERSION);

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.body()).contains(detail).doesNotContain("secret").doesNotContain("bWU6");
        assertThat(String.join("\n", response.headers())).contains(challenge);
    }

    @Test
    void refuses_a_model_that_the_key_does_not_open_and_does_not_repeat_the_key() {
        Wire.Response response = post(connect(server(Configured.key())), "/models/letters/versions", HEADERS, VERSION);

        assertThat(response.status()).isEqualTo(403);
        assertThat(response.body())
                .contains("'key ci' may not register model 'letters'", "builder.http.keys.\\\"ci\\\".models")
                .doesNotContain(KEY);
    }

    @Test
    void refuses_a_wrong_content_type_before_the_body() {
        Wire wire = connect(server(Configured.key())).head(EVENTS, typed("text/plain"), "Content-Length: 1000");

        Wire.Response response = wire.response();

        assertThat(response.status()).isEqualTo(415);
        assertThat(response.body()).contains("the header Content-Type is 'text/plain'", "application/cloudevents+json");
    }

    @Test
    void refuses_a_body_by_its_declared_length_without_waiting_for_it() {
        ServerInThisJvm server = server(Configured.key());
        Wire wire = connect(server).head(VERSIONS, HEADERS, "Content-Length: " + ((1 << 20) + 1));

        Wire.Response response = wire.response();

        assertThat(response.status()).isEqualTo(413);
        assertThat(response.body()).contains("more than the 1.0 MiB allowed");
        assertThat(wire.isClosed()).isTrue();
        assertThat(server.counted("too-large")).isEqualTo(1);
    }

    @Test
    void stops_at_the_limit_of_a_body_that_does_not_say_how_long_it_is() {
        Wire wire = connect(server(Configured.key())).head(VERSIONS, HEADERS, "Transfer-Encoding: chunked");

        wire.chunk(new byte[1 << 20]).chunk(new byte[1]);

        assertThat(wire.response().status()).isEqualTo(413);
    }

    @Test
    void does_not_wait_for_who_is_silent() {
        Wire silent = connect(server(Configured.key("receive-within", "PT0.2S")))
                .head(VERSIONS, HEADERS, "Content-Length: 1000")
                .write("{");

        assertThat(silent.response().status()).isEqualTo(408);
    }

    @Test
    void forgets_who_goes_away_in_the_middle() {
        ServerInThisJvm server = server(Configured.key());

        connect(server)
                .head(VERSIONS, HEADERS, "Content-Length: 1000")
                .write("{")
                .close();

        await().untilAsserted(() -> assertThat(server.counted("broken-off")).isEqualTo(1));
    }

    @Test
    void asks_to_come_again_while_no_broker_acknowledges() {
        Wire wire = connect(server(Configured.key("acknowledge-within", "PT0.2S")));
        var headers = new HashMap<>(HEADERS);
        headers.put("Idempotency-Key", "release-7");

        for (FakeRegistrar.Mood mood : List.of(FakeRegistrar.Mood.STAYS_SILENT, FakeRegistrar.Mood.REFUSES)) {
            registrar.mood = mood;
            Wire.Response response = post(wire, VERSIONS, headers, VERSION);

            assertThat(response.status()).isEqualTo(503);
            assertThat(response.headers()).contains("retry-after: 10");
            assertThat(response.body()).contains("http-unavailable", "the same Idempotency-Key");
        }
        registrar.mood = FakeRegistrar.Mood.ACKNOWLEDGES;
        assertThat(post(wire, VERSIONS, headers, VERSION).body()).contains("registered", "release-7");
    }

    @Test
    void slows_down_who_sends_too_often_and_nobody_else() {
        ServerInThisJvm server = server(Configured.key(
                "rate.burst", "1",
                "rate.per-minute", "1",
                "keys.other.hash", DigestUtils.sha256Hex(NEXT_KEY),
                "keys.other.models", "*"));
        Wire wire = connect(server);
        post(wire, VERSIONS, HEADERS, VERSION);

        Wire.Response response = post(wire, VERSIONS, HEADERS, VERSION);

        assertThat(response.status()).isEqualTo(429);
        assertThat(response.headers())
                .contains("retry-after: 60", "ratelimit: \"registrations\";r=0;t=60")
                .contains("ratelimit-policy: \"registrations\";q=1");
        var other = new HashMap<>(HEADERS);
        other.put("Authorization", "Bearer " + NEXT_KEY);
        assertThat(post(connect(server), VERSIONS, other, VERSION).status()).isEqualTo(202);
    }

    @Test
    void says_what_is_at_these_addresses_to_who_does_not_post() {
        Wire wire = connect(server(Configured.key())).write("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");

        Wire.Response response = wire.response();

        assertThat(response.status()).isEqualTo(405);
        assertThat(response.headers()).contains("allow: post");
    }

    @Test
    void takes_a_token_of_the_issuer_as_well_as_a_key() {
        try (var issuer = new Issuer()) {
            Wire wire = connect(server(Configured.key(
                    "oidc.issuer", Issuer.NAME,
                    "oidc.audience", "millrace",
                    "oidc.jwks-uri", issuer.jwksUri(),
                    "oidc.claim", "repository",
                    "oidc.models.\"acme/digits\"", "digits")));
            var headers = new HashMap<>(HEADERS);
            headers.put("Authorization", "Bearer " + issuer.sign(Issuer.claims()));

            assertThat(post(wire, VERSIONS, headers, VERSION).status()).isEqualTo(202);
            assertThat(post(wire, VERSIONS, HEADERS, VERSION).status()).isEqualTo(202);
            headers.put("Authorization", "Bearer " + Issuer.sign(Issuer.claims(), Issuer.key("first")));
            assertThat(post(wire, VERSIONS, headers, VERSION).status()).isEqualTo(401);
        }
    }

    private static Map<String, String> typed(String contentType) {
        var headers = new HashMap<>(HEADERS);
        headers.put("Content-Type", contentType);
        return headers;
    }

    private static Wire.Response post(Wire wire, String path, Map<String, String> headers, String body) {
        return wire.post(path, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private ServerInThisJvm server(HttpConfig config) {
        var server = new ServerInThisJvm(vertx, config, registrar);
        open.add(server);
        return server;
    }

    private Wire connect(ServerInThisJvm server) {
        Wire wire = server.connect();
        open.add(wire);
        return wire;
    }
}
