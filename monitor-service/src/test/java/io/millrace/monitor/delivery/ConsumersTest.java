package io.millrace.monitor.delivery;

import static io.millrace.monitor.view.Trip.GATE_MISSED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.events.Envelope;
import io.millrace.events.Stage;
import io.millrace.monitor.sink.Filter;
import io.millrace.monitor.sink.Outcome;
import io.millrace.monitor.sink.Request;
import io.millrace.monitor.sink.Secrets;
import io.millrace.monitor.sink.StandardWebhook;
import io.millrace.monitor.sink.Standing;
import io.millrace.monitor.view.Trip;
import io.millrace.worker.testing.OpenBroker;
import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The examples of consumers, run as a user runs them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ConsumersTest {
    private static final Path EXAMPLES =
            Path.of("../deploy/samples/consumers").toAbsolutePath().normalize();
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final EmbeddedKafkaBroker BROKER = OpenBroker.make();
    private static final Envelope RAISED = Trip.of("digits", 1).raised(Stage.EVALUATE, GATE_MISSED, 1);
    private static final Envelope RESOLVED = Trip.of("digits", 2).resolves(RAISED, 2);

    @TempDir
    Path folder;

    private Alerts alerts;

    @BeforeAll
    static void startBroker() {
        BROKER.start();
    }

    @AfterAll
    static void stopBroker() {
        BROKER.close();
    }

    @BeforeEach
    void connect() {
        alerts = new Alerts(BROKER.getAdvertisedListeners());
    }

    @AfterEach
    void disconnect() {
        alerts.close();
    }

    private static String jarOf(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    @Test
    void the_one_in_Java_reads_the_topic() throws IOException {
        alerts.publish(RAISED, RAISED, RESOLVED);

        try (var consumer = new Program(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                String.join(File.pathSeparator, jarOf(KafkaConsumer.class), jarOf(LoggerFactory.class)),
                EXAMPLES.resolve("AlertConsumer.java").toString(),
                BROKER.getAdvertisedListeners(),
                alerts.prefix() + "alerts"))) {

            assertThat(consumer.awaitLine("raised    digits")).contains(GATE_MISSED.summary());
            consumer.awaitLine("resolved  digits");
            assertThat(consumer.count("raised    digits")).isEqualTo(1);
        }
    }

    @Test
    void kcat_reads_the_topic() throws IOException, InterruptedException {
        assumeThat(Files.isExecutable(Path.of("/usr/bin/kcat")))
                .as("kcat is installed")
                .isTrue();
        alerts.publish(RAISED, RESOLVED);

        Process kcat = new ProcessBuilder(
                        "kcat",
                        "-C",
                        "-b",
                        BROKER.getAdvertisedListeners(),
                        "-t",
                        alerts.prefix() + "alerts",
                        "-o",
                        "beginning",
                        "-e",
                        "-q",
                        "-f",
                        "%k  %h  %s\\n")
                .redirectErrorStream(true)
                .start();

        String printed = new String(kcat.getInputStream().readAllBytes(), UTF_8);
        assertThat(kcat.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(printed.lines()).hasSize(2).first().satisfies(line -> assertThat(line)
                .startsWith("digits  ")
                .contains("ce_type=io.millrace.alert.raised.v1", GATE_MISSED.summary()));
    }

    @Test
    void the_one_in_Python_is_told_by_a_sink() throws IOException, InterruptedException {
        try (var receiver = receiver()) {
            var telling = new Telling(
                    alerts.kafka(),
                    alerts.prefix(),
                    new Sink(
                            "python",
                            new StandardWebhook(address(receiver)),
                            new Filter(List.of(), Set.of()),
                            new SecretFile(Optional.of(folder.resolve("secret"))),
                            Duration.ofMinutes(1)),
                    new Post(Duration.ofSeconds(5)),
                    new SinkState("python", new SimpleMeterRegistry()),
                    (record, reason) -> CompletableFuture.completedFuture(null));
            telling.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> Places.hasOne(alerts, "python"));

            alerts.publish(RAISED, RESOLVED);

            assertThat(receiver.awaitLine("raised")).contains("digits/evaluate/gate-missed", GATE_MISSED.remedy());
            receiver.awaitLine("resolved  digits/evaluate/gate-missed");
            telling.stop();
            telling.join(Duration.ofSeconds(10));
        }
    }

    @Test
    void the_one_in_Python_takes_nothing_that_is_forged_changed_or_old() throws IOException, InterruptedException {
        try (var receiver = receiver()) {
            Request genuine = genuine(address(receiver), Instant.now());
            Request forged = with(genuine, "webhook-signature", "v1,AAAA v1a,BBBB");
            Request changed = with(genuine, "webhook-id", "another");
            Request old = genuine(address(receiver), Instant.now().minusSeconds(600));

            for (Request refused : List.of(forged, changed, old)) {
                assertThat(post(refused))
                        .isInstanceOf(Outcome.NotNow.class)
                        .asString()
                        .contains("HTTP 401");
            }
            assertThat(post(genuine)).isEqualTo(new Outcome.Delivered());
            receiver.awaitLine("raised");
            assertThat(receiver.count("raised")).isEqualTo(1);
        }
    }

    private Program receiver() throws IOException {
        Files.writeString(folder.resolve("secret"), SECRET + "\n");
        return new Program(List.of(
                "python3",
                EXAMPLES.resolve("alert_receiver.py").toString(),
                "--secret-file",
                folder.resolve("secret").toString(),
                "--port",
                "0"));
    }

    private static URI address(Program receiver) {
        return URI.create(receiver.awaitLine("listening on ").substring("listening on ".length()));
    }

    private static Outcome post(Request request) throws InterruptedException {
        return new Post(Duration.ofSeconds(5)).send(request);
    }

    private static Request genuine(URI address, Instant now) {
        var notice = new Standing(1).after(RAISED).orElseThrow();
        return new StandardWebhook(address)
                .tell(notice, new Secrets(List.of(SECRET)), now)
                .orElseThrow();
    }

    private static Request with(Request request, String header, String value) {
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.put(header, value);
        return new Request(request.address(), headers, request.body());
    }
}
