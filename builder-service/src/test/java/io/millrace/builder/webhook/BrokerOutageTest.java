package io.millrace.builder.webhook;

import static io.millrace.builder.webhook.GitHubPush.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.builder.dialect.Sent;
import io.millrace.builder.ingress.KafkaRegistrar;
import io.millrace.builder.ingress.Wire;
import io.millrace.worker.testing.FreePort;
import io.millrace.worker.trace.Spans;
import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker goes away and comes back with what it had. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BrokerOutageTest {
    private static final String PREFIX = "outage.";
    private static final TopicPartition REGISTRATIONS = new TopicPartition(PREFIX + "model-registered", 0);

    @TempDir
    Path folder;

    private final int port = FreePort.find();
    private final int controllerPort = FreePort.find();
    private final Map<String, Object> kafka = Map.of("bootstrap.servers", "localhost:" + port);
    private final Vertx vertx = Vertx.vertx();
    private final KafkaRegistrar registrar =
            new KafkaRegistrar(kafka, "outage-test", PREFIX, Duration.ofSeconds(1), "POST /webhooks", Spans.NOWHERE);
    private EndpointInThisJvm endpoint;
    private EmbeddedKafkaBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = broker();
        try (var admin = Admin.create(kafka)) {
            admin.createTopics(List.of(new NewTopic(REGISTRATIONS.topic(), 1, (short) 1)))
                    .all()
                    .get();
        }
        endpoint = new EndpointInThisJvm(vertx, Configured.digits("acknowledge-within", "PT1.5S"), registrar);
    }

    @AfterEach
    void stop() {
        endpoint.close();
        registrar.close();
        broker.close();
        EndpointInThisJvm.await(vertx.close());
    }

    @Test
    void who_was_asked_to_come_again_is_taken_once_the_broker_is_back() {
        assertThat(deliver(push()).status()).isEqualTo(202);

        broker.close();
        Wire.Response refused = deliver(next());
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.headers()).contains("retry-after: 10");

        broker = broker();
        Wire.Response taken = await().atMost(Duration.ofSeconds(30))
                .until(() -> deliver(next()), response -> response.status() == 202);
        Set<String> ids = ids();
        assertThat(ids).hasSize(2).anySatisfy(id -> assertThat(taken.body()).contains(id));
    }

    private Wire.Response deliver(Sent sent) {
        try (Wire wire = endpoint.connect()) {
            return wire.post("/webhooks/github", sent.headers(), sent.body());
        }
    }

    private static Sent next() {
        String text = new String(push().body(), StandardCharsets.UTF_8);
        return GitHubPush.signed(
                "push",
                text.replace("0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c", "a".repeat(40))
                        .getBytes(StandardCharsets.UTF_8));
    }

    private Set<String> ids() {
        var ids = new HashSet<String>();
        try (var consumer = new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(REGISTRATIONS));
            consumer.seekToBeginning(List.of(REGISTRATIONS));
            long end = consumer.endOffsets(List.of(REGISTRATIONS)).get(REGISTRATIONS);
            while (consumer.position(REGISTRATIONS) < end) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> ids.add(
                                new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8)));
            }
        }
        return ids;
    }

    private EmbeddedKafkaBroker broker() {
        return new EmbeddedKafkaBroker()
                .withKafkaPort(port)
                .withControllerPort(controllerPort)
                .withClusterId("4L6g3nShT-eMCtK--X86sw")
                .withDeleteLogDirsOnClose(false)
                .withAdditionalProperties(settings -> {
                    settings.put("log.dir", folder.toString());
                    settings.put("auto.create.topics.enable", "false");
                    // One that comes back has to wait until its former self is given up.
                    settings.put("broker.session.timeout.ms", "1000");
                    settings.put("broker.heartbeat.interval.ms", "100");
                })
                .start();
    }
}
