package io.millrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.worker.access.Login;
import io.millrace.worker.testing.OpenBroker;
import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What topics take on the disk of a real broker whose cleaner has as little memory as the local stack's. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Tag("trial")
class TopicsOnDiskTest {
    private static final String STATE = "millrace.trainer.state";
    private static final int MIB = 1 << 20;

    private static EmbeddedKafkaBroker broker;
    private static Admin admin;

    @BeforeAll
    static void start() {
        broker = OpenBroker.make().withAdditionalProperties(settings -> {
            settings.put("auto.create.topics.enable", "false");
            settings.put("log.cleaner.dedupe.buffer.size", "8388608");
            settings.put("log.cleaner.backoff.ms", "500");
        });
        broker.start();
        admin = Admin.create(client());
    }

    private static Map<String, Object> client() {
        return Map.of("bootstrap.servers", broker.getAdvertisedListeners());
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    @Test
    void state_of_few_keys_stays_small_however_often_it_changes() throws Exception {
        new TopicCheck(admin, Duration.ofMinutes(1), Login.of(client()))
                .ensure(Topics.bundled().all("millrace."));
        var partition = new TopicPartition(STATE, 3);
        compactAtOnce(STATE);

        write(partition, 50);

        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(bytes(partition)).isBetween(1L, 11L * MIB));
        Map<String, Object> kafka = client();
        Set<String> keys = new TreeSet<>();
        TopicReader.readToEnd(kafka, List.of(partition), record -> keys.add(key(record)));
        assertThat(keys).hasSize(10);
    }

    @Test
    void of_an_earlier_release_are_completed_but_for_what_an_operator_has_set() throws Exception {
        var earlier = new NewTopic("earlier.builder.state", 12, (short) 1)
                .configs(Map.of("cleanup.policy", "compact", TopicConfig.DELETE_RETENTION_MS_CONFIG, "172800000"));
        admin.createTopics(List.of(earlier)).all().get();

        new TopicCheck(admin, Duration.ofMinutes(1), Login.of(client()))
                .ensure(Topics.bundled().all("earlier."));

        var resource = new ConfigResource(ConfigResource.Type.TOPIC, "earlier.builder.state");
        // The broker that is asked may learn a little later of what was set.
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            assertThat(config.get(TopicConfig.SEGMENT_BYTES_CONFIG).value()).isEqualTo("5242880");
            assertThat(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value()).isEqualTo("4194304");
            assertThat(config.get(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG).value())
                    .isEqualTo("60000");
            assertThat(config.get(TopicConfig.DELETE_RETENTION_MS_CONFIG).value())
                    .isEqualTo("172800000");
        });
    }

    /** Without the minute for which a record is left alone. */
    private static void compactAtOnce(String topic) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var lag = new ConfigEntry(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, "0");
        admin.incrementalAlterConfigs(Map.of(resource, List.of(new AlterConfigOp(lag, OpType.SET))))
                .all()
                .get();
    }

    /** Values that no compression of the broker's would make small, to ten keys. */
    private static void write(TopicPartition to, int mebibytes) {
        var random = new Random(1);
        Map<String, Object> kafka = client();
        try (var producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] value = new byte[MIB / 32];
            for (int i = 0; i < mebibytes * 32; i++) {
                random.nextBytes(value);
                byte[] key = ("run/digits/" + i % 10).getBytes(UTF_8);
                producer.send(new ProducerRecord<>(to.topic(), to.partition(), key, value.clone()));
            }
        }
    }

    private static String key(ConsumerRecord<byte[], ?> record) {
        return new String(record.key(), UTF_8);
    }

    private static long bytes(TopicPartition partition) throws Exception {
        long bytes = 0;
        for (Map<String, LogDirDescription> folders :
                admin.describeLogDirs(nodes()).allDescriptions().get().values()) {
            for (LogDirDescription folder : folders.values()) {
                var replica = folder.replicaInfos().get(partition);
                bytes += replica == null ? 0 : replica.size();
            }
        }
        return bytes;
    }

    private static List<Integer> nodes() throws Exception {
        return admin.describeCluster().nodes().get().stream().map(Node::id).toList();
    }
}
