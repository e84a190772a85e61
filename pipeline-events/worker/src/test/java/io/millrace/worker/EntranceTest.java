package io.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.events.Stage;
import io.millrace.worker.access.Refused;
import io.millrace.worker.access.Right;
import io.millrace.worker.access.Rights;
import io.millrace.worker.testing.Operator;
import io.millrace.worker.testing.SecuredBroker;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a broker with TLS, passwords and an authorizer lets in, and what a worker says of it that it does not. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Tag("trial")
class EntranceTest {
    /** A pipeline whose topics are there, and whose workers have their rights. */
    private static final String READY = "ready.";

    private static SecuredBroker broker;
    private static Operator operator;

    @BeforeAll
    static void start() {
        broker = new SecuredBroker();
        operator = new Operator(broker.servers());
        for (Stage stage : Stage.values()) {
            operator.setPassword(stage.worker(), secret(stage));
            if (stage != Stage.UNKNOWN) {
                operator.grant(stage.worker(), stage, READY);
            }
        }
        operator.grant("client", Stage.TRAIN, READY);
        operator.makeTopics(READY);
    }

    @AfterAll
    static void stop() {
        operator.close();
        broker.close();
    }

    private static String secret(Stage stage) {
        return stage.worker() + "'s secret";
    }

    private static Map<String, String> client(Stage stage) {
        return broker.user(stage.worker(), secret(stage));
    }

    private static Entrance entrance(Stage stage, Map<String, String> kafka) {
        return entrance(stage, READY, kafka);
    }

    private static Entrance entrance(Stage stage, String prefix, Map<String, String> kafka) {
        var config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "millrace.stage", stage.wireName(),
                                "millrace.topic-prefix", prefix,
                                "quarkus.application.name", stage.worker()),
                        "test",
                        100))
                .withMapping(WorkerConfig.class)
                .addDefaultInterceptors()
                .build()
                .getConfigMapping(WorkerConfig.class);
        return new Entrance(Map.copyOf(kafka), config);
    }

    private static String refused(Entrance entrance) {
        var refusal = new String[1];
        assertThatThrownBy(entrance::enter)
                .isInstanceOfSatisfying(Refused.class, refused -> refusal[0] = refused.reason());
        return refusal[0];
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void with_its_rights_a_worker_is_let_in(Stage stage) {
        assertThatCode(() -> entrance(stage, client(stage)).enter()).doesNotThrowAnyException();
    }

    static Stream<Right> rightsOfTheTrainer() {
        return Rights.of(Stage.TRAIN, READY).all().stream()
                .filter(right -> right.on().patternType() == PatternType.LITERAL);
    }

    @ParameterizedTest
    @MethodSource("rightsOfTheTrainer")
    void each_right_is_missed_by_its_name_and_not_once_it_is_given(Right right) {
        operator.revoke("trainer", right);

        String said = refused(entrance(Stage.TRAIN, client(Stage.TRAIN)));

        operator.grant("trainer", List.of(right));
        assertThat(said).contains("User:trainer (SASL_SSL with SCRAM-SHA-512) lacks at", ": " + right + ";");
        assertThatCode(() -> entrance(Stage.TRAIN, client(Stage.TRAIN)).enter()).doesNotThrowAnyException();
    }

    @Test
    void a_worker_without_any_right_is_told_all_that_it_lacks() {
        String said = refused(entrance(Stage.TRAIN, client(Stage.UNKNOWN)));

        assertThat(said)
                .contains("Read on topic " + READY + "image-built", "Describe on topic " + READY + "builder.state")
                .contains("Read on group " + READY + "train", "Describe on group " + READY + "evaluate")
                .contains("deploy/kafka/acls.sh");
    }

    @Test
    void topics_that_it_may_not_make_are_told_with_the_commands_that_make_them() {
        String prefix = "empty.";
        operator.grant("trainer", Stage.TRAIN, prefix);

        String said = refused(entrance(Stage.TRAIN, prefix, client(Stage.TRAIN)));

        assertThat(said)
                .contains(prefix + "image-built", "User:trainer (SASL_SSL with SCRAM-SHA-512) lacks Create")
                .contains("kafka-topics.sh --bootstrap-server localhost:")
                .contains("--create --if-not-exists --topic " + prefix + "trainer.state --partitions 12 --config"
                        + " cleanup.policy=compact");
    }

    @Test
    void who_may_make_topics_makes_them() {
        String prefix = "made.";
        operator.grant("trainer", Stage.TRAIN, prefix);
        operator.grant(
                "trainer",
                List.of(Rights.of(Stage.TRAIN, prefix).all().stream()
                        .filter(right -> right.on().patternType() == PatternType.PREFIXED)
                        .map(right -> new Right(right.on(), AclOperation.CREATE))
                        .findFirst()
                        .orElseThrow()));

        assertThatCode(() -> entrance(Stage.TRAIN, prefix, client(Stage.TRAIN)).enter())
                .doesNotThrowAnyException();
    }

    @Test
    void a_wrong_password_is_told_with_whose_it_is() {
        String said = refused(entrance(Stage.TRAIN, broker.user("trainer", "guessed")));

        assertThat(said)
                .contains("User:trainer (SASL_SSL with SCRAM-SHA-512)", "Authentication failed")
                .doesNotContain("guessed");
    }

    @Test
    void a_broker_whose_certificate_is_not_trusted_is_told() {
        var kafka = new HashMap<>(client(Stage.TRAIN));
        kafka.put(
                "ssl.truststore.location", broker.folder().resolve("client.pem").toString());

        String said = refused(entrance(Stage.TRAIN, kafka));

        assertThat(said).contains("SSL handshake failed", "certification path", "localhost:");
    }

    @Test
    void settings_that_cannot_work_end_the_start() {
        var kafka = new HashMap<>(client(Stage.TRAIN));
        kafka.put("ssl.truststore.location", "/no/such/ca.pem");
        Entrance entrance = entrance(Stage.TRAIN, kafka);

        assertThatThrownBy(entrance::enter)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("kafka.*", "/no/such/ca.pem");
    }

    @Test
    void a_password_may_lie_in_a_file_of_its_own(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("kafka.properties"), "password=" + secret(Stage.TRAIN));
        var kafka = new HashMap<>(broker.user("trainer", "${file:" + file + ":password}"));
        kafka.put("config.providers", "file");
        kafka.put("config.providers.file.class", "org.apache.kafka.common.config.provider.FileConfigProvider");

        assertThatCode(() -> entrance(Stage.TRAIN, kafka).enter()).doesNotThrowAnyException();
    }

    @Test
    void a_certificate_opens_as_well() {
        assertThatCode(() -> entrance(Stage.TRAIN, broker.certificate()).enter())
                .doesNotThrowAnyException();
    }

    @Test
    void and_so_does_a_plain_password() {
        assertThatCode(() -> entrance(Stage.TRAIN, broker.plainPassword()).enter())
                .doesNotThrowAnyException();
    }

    @Test
    void nobody_writes_what_another_worker_answers_or_remembers() {
        Map<String, Object> kafka = Map.copyOf(client(Stage.TRAIN));

        try (var producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String topic : List.of("image-built", "model-evaluated", "serving", "deployer.state")) {
                assertThatThrownBy(() -> producer.send(new ProducerRecord<>(READY + topic, new byte[1]))
                                .get())
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(TopicAuthorizationException.class);
            }
        }
    }
}
