package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** On a real broker in this JVM. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PipelinePublisherTest {
    private static final int PARTITIONS = 12;
    private static final EmbeddedKafkaBroker BROKER = new EmbeddedKafkaBroker();
    private static final ModelRegistered REGISTRATION = (ModelRegistered) Examples.REGISTERED.event();

    @BeforeAll
    static void start() {
        BROKER.start();
    }

    @AfterAll
    static void stop() {
        BROKER.close();
    }

    @Test
    void publishes_a_registration_as_the_builder_reads_it() throws Exception {
        String prefix = topic("first.");

        RunId run;
        try (PipelinePublisher publisher = publisher(prefix)) {
            run = publisher.register(REGISTRATION, "42").get(30, TimeUnit.SECONDS);
        }

        assertThat(run).isEqualTo(RunId.of(Examples.REGISTRY, "42"));
        ConsumerRecord<byte[], byte[]> record = records(prefix).get(0);
        assertThat(record.key()).isEqualTo(Records.bytes("digits-classifier"));
        assertThat(record.partition()).isEqualTo(Utils.toPositive(Utils.murmur2(record.key())) % PARTITIONS);
        assertThat(Records.text(record.headers()))
                .contains(
                        entry("ce_specversion", "1.0"),
                        entry("ce_id", "42"),
                        entry("ce_source", Examples.REGISTRY.toString()),
                        entry("ce_type", "io.millrace.model.registered.v1"),
                        entry("content-type", "application/json"));
        Decoded decoded = new EventCodec(prefix).decode(record);
        assertThat(decoded).isInstanceOf(Decoded.Event.class);
        assertThat(((Decoded.Event) decoded).envelope().event()).isEqualTo(REGISTRATION);
    }

    @Test
    void names_the_same_run_for_the_same_id() throws Exception {
        String prefix = topic("second.");

        try (PipelinePublisher publisher = publisher(prefix)) {
            RunId once = publisher.register(REGISTRATION, "42").get(30, TimeUnit.SECONDS);
            RunId again = publisher.register(REGISTRATION, "42").get(30, TimeUnit.SECONDS);
            RunId fresh = publisher.register(REGISTRATION).get(30, TimeUnit.SECONDS);

            assertThat(again).isEqualTo(once);
            assertThat(fresh).isNotEqualTo(once);
        }
    }

    @Test
    void keeps_to_kafkas_own_partitioner_and_to_full_acknowledgement() throws Exception {
        String prefix = topic("third.");
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                BROKER.getAdvertisedListeners(),
                "partitioner.class",
                "org.apache.kafka.clients.producer.RoundRobinPartitioner",
                "partitioner.ignore.keys",
                true,
                "acks",
                "0");

        try (var publisher = new PipelinePublisher(settings, Examples.REGISTRY, prefix)) {
            for (int i = 0; i < 5; i++) {
                publisher.register(REGISTRATION).get(30, TimeUnit.SECONDS);
            }
        }

        assertThat(records(prefix))
                .hasSize(5)
                .extracting(ConsumerRecord::partition)
                .containsOnly(Utils.toPositive(Utils.murmur2(Records.bytes("digits-classifier"))) % PARTITIONS);
    }

    @Test
    void and_codec_do_what_the_documentation_says() throws Exception {
        topic(Topic.DEFAULT_PREFIX);
        String broker = BROKER.getAdvertisedListeners();

        RunId run = DocumentedUse.register(broker);

        assertThat(run).isEqualTo(RunId.of(URI.create("https://ci.example.com/digits"), "build-4711"));
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", broker),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            Envelope alert = Examples.all().get(EventType.ALERT_RAISED);
            producer.send(Records.CODEC.encode(alert)).get(30, TimeUnit.SECONDS);
            var paged = new ArrayList<AlertRaised>();
            DocumentedUse.alerts(broker, raised -> !paged.add(raised));
            assertThat(paged).containsExactly((AlertRaised) alert.event());
        }
    }

    @Test
    void fails_in_bounded_time_when_no_broker_answers() throws IOException {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", "127.0.0.1:" + freePort(),
                "max.block.ms", 500,
                "request.timeout.ms", 500,
                "delivery.timeout.ms", 1000,
                "linger.ms", 0);
        try (var publisher = new PipelinePublisher(settings, Examples.REGISTRY)) {
            assertThatThrownBy(() -> publisher.register(REGISTRATION).get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void registers_for_others_under_their_source_and_in_their_trace() throws Exception {
        String prefix = topic("gateway.");
        Envelope given = Examples.REGISTERED.causes("17", URI.create("/gateway"), Examples.NINE, 0, REGISTRATION);

        RunId run;
        try (PipelinePublisher publisher = publisher(prefix)) {
            run = publisher.register(given).get(30, TimeUnit.SECONDS);
        }

        assertThat(run).isEqualTo(RunId.of(URI.create("/gateway"), "17"));
        assertThat(new EventCodec(prefix).decode(records(prefix).get(0))).isEqualTo(new Decoded.Event(given));
    }

    @Test
    void refuses_at_once_what_no_reader_would_accept() {
        var large = new ModelRegistered(
                Examples.MODEL, Optional.empty(), REGISTRATION.source(), Optional.of(Map.of("a", "x".repeat(300_000))));
        try (PipelinePublisher publisher = publisher("refused.")) {
            assertThatThrownBy(() -> publisher.register(large))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("more than the 262144 allowed; keep large parameters in a file");
            assertThatThrownBy(() -> publisher.register(REGISTRATION, ""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("id is ''");
            Envelope other = Examples.all().get(EventType.IMAGE_BUILT);
            assertThatThrownBy(() -> publisher.register(other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("not a registration: io.millrace.image.built.v1");
        }
    }

    private static PipelinePublisher publisher(String prefix) {
        return new PipelinePublisher(
                Map.of("bootstrap.servers", BROKER.getAdvertisedListeners()), Examples.REGISTRY, prefix);
    }

    private static String topic(String prefix) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", BROKER.getAdvertisedListeners()))) {
            admin.createTopics(List.of(new NewTopic(Topic.MODEL_REGISTERED.name(prefix), PARTITIONS, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        return prefix;
    }

    /** Everything on the registrations' topic. */
    private static List<ConsumerRecord<byte[], byte[]>> records(String prefix) {
        Map<String, Object> settings = Map.of("bootstrap.servers", BROKER.getAdvertisedListeners());
        var deserializer = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(settings, deserializer, deserializer)) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.MODEL_REGISTERED.name(prefix)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long written = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (records.size() < written) {
                consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
            }
            return records;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
