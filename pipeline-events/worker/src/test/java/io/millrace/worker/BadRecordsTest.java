package io.millrace.worker;

import static io.millrace.worker.testing.Samples.built;
import static io.millrace.worker.testing.Samples.run;
import static io.restassured.RestAssured.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.ModelTrained;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunRef;
import io.millrace.events.Topic;
import io.millrace.worker.testing.Broker;
import io.millrace.worker.testing.Pipeline;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Everything that is no event, through one running worker, with good events in between. */
@QuarkusTest
@QuarkusTestResource(Broker.class)
@DisplayNameGeneration(ReplaceUnderscores.class)
class BadRecordsTest {
    private static final String INPUT = "millrace.image-built";
    private static final String DEAD_LETTERS = "millrace.trainer.dead-letters";
    private static final int TOPIC_TAKES = 4 * 1024 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Pipeline pipeline = new Pipeline();

    /** What a stranger's client would do: no limit of its own, and packed if that helps. */
    private KafkaProducer<byte[], byte[]> stranger;

    @BeforeEach
    void connect() {
        String servers = ConfigProvider.getConfig().getValue(Broker.SERVERS, String.class);
        stranger = producer(servers, "none");
    }

    @AfterEach
    void close() {
        stranger.close();
        pipeline.close();
    }

    private static KafkaProducer<byte[], byte[]> producer(String servers, String compression) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        servers,
                        "max.request.size",
                        64 << 20,
                        "buffer.memory",
                        128 << 20,
                        "compression.type",
                        compression),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Bad records by the model under whose name they come, with the reason that a person is to read. */
    private static Map<String, Bad> bad() {
        var bad = new LinkedHashMap<String, Bad>();
        bad.put("not-json", new Bad(json -> "<xml/>", "not JSON: Unexpected character"));
        bad.put("cut-off", new Bad(json -> json.substring(0, 99), "not JSON: Unexpected end-of-input"));
        bad.put("empty", new Bad(json -> "", "the event has no data"));
        bad.put("another-shape", new Bad(json -> "[1]", "wrong type, expected an object"));
        bad.put("missing-field", new Bad(json -> json.replace("\"status\"", "\"state\""), "status is missing"));
        bad.put("field-twice", new Bad(json -> "{\"status\": \"done\"," + json.substring(1), "Duplicate field"));
        bad.put("deep", new Bad(json -> with(json, "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000)), "depth (65)"));
        bad.put("climbing-name", new Bad(json -> named(json, "../../etc/passwd"), "not a model name: '../../etc/pas"));
        bad.put("long-name", new Bad(json -> named(json, "m".repeat(300)), "not a model name: 'mmm"));
        bad.put("control-name", new Bad(json -> named(json, "a\\u0000\\u001b[2J"), "not a model name: 'a??[2J'"));
        bad.put("a-byte-too-large", new Bad(json -> padded(json, EventCodec.MAX_DATA_BYTES + 1), "has 262145 bytes"));
        bad.put("far-too-large", new Bad(json -> padded(json, 600_000), "value has 600000 bytes"));
        bad.put("as-large-as-can-be", new Bad(json -> padded(json, TOPIC_TAKES - 2_000), "value has 4192304 bytes"));
        bad.put("no-type", new Bad("ce_type", null, "header ce_type is missing"));
        bad.put("foreign-type", new Bad("ce_type", "com.example.thing", "type is 'com.example.thing', expected"));
        bad.put("no-cloud-event", new Bad("ce_specversion", null, "header ce_specversion is missing"));
        bad.put("odd-time", new Bad("ce_time", "tomorrow", "Invalid attribute/extension value for \"time\""));
        bad.put("large-headers", new Bad("theirs", "x".repeat(TOPIC_TAKES / 2), "more than the 65536 allowed"));
        bad.put("no-event-in-it", new Bad("content-type", "application/cloudevents+json", "specversion is missing"));
        return bad;
    }

    @Test
    void each_is_kept_and_told_once_and_stops_nothing() {
        Map<String, Bad> bad = bad();
        int between = 0;
        for (var one : bad.entrySet()) {
            send(one.getValue().record(one.getKey()));
            pipeline.publish(built(run("between", ++between)));
        }

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(alerts(bad.keySet())).containsOnlyKeys(bad.keySet()));
        bad.keySet().forEach(model -> pipeline.publish(built(run(model, 2))));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(resolved(bad.keySet())).containsOnlyKeys(bad.keySet()));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(trained("between")).hasSameSizeAs(bad.keySet()));

        Map<String, List<AlertRaised>> alerts = alerts(bad.keySet());
        bad.forEach((model, one) -> assertThat(alerts.get(model))
                .as(model)
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.fingerprint()).isEqualTo(model + "/train/invalid-event");
                    assertThat(alert.count()).isOne();
                    assertThat(alert.failure().summary()).contains(one.reason());
                }));
        assertThat(letters(bad.keySet())).hasSameSizeAs(bad).allSatisfy((model, letter) -> assertThat(letter.value())
                .isEqualTo(bad.get(model).record(model).value()));
        get("/q/health/live").then().statusCode(200);
    }

    @Test
    void one_that_is_too_large_to_be_kept_is_kept_in_part() {
        String servers = ConfigProvider.getConfig().getValue(Broker.SERVERS, String.class);
        byte[] bomb = new byte[24 << 20];
        RunRef next = run("bomb", 2);

        try (var packing = producer(servers, "gzip")) {
            packing.send(new ProducerRecord<>(INPUT, "bomb".getBytes(UTF_8), bomb));
        }
        pipeline.publish(built(next));

        pipeline.first(Topic.MODEL_TRAINED, ModelTrained.class, next.run());
        ConsumerRecord<byte[], byte[]> letter = letters(List.of("bomb")).get("bomb");
        assertThat(letter.value()).hasSize(64 * 1024);
        assertThat(new String(
                        letter.headers().lastHeader("millrace-dead-letter-cut").value(), UTF_8))
                .isEqualTo(Integer.toString(bomb.length));
        assertThat(alerts(List.of("bomb")).get("bomb"))
                .singleElement()
                .satisfies(alert -> assertThat(alert.failure().summary()).contains("value has 25165824 bytes"));
        get("/q/health/live").then().statusCode(200);
    }

    @Test
    void a_type_of_ours_that_is_not_known_yet_is_passed_over_and_no_mistake() {
        RunRef next = run("newer", 1);
        ProducerRecord<byte[], byte[]> newer =
                new Bad("ce_type", "io.millrace.model.compressed.v1", "").record("newer");

        send(newer);
        pipeline.publish(built(next));

        pipeline.first(Topic.MODEL_TRAINED, ModelTrained.class, next.run());
        assertThat(alerts(List.of("newer"))).isEmpty();
        assertThat(letters(List.of("newer"))).isEmpty();
        assertThat(get("/q/metrics").asString()).containsPattern("fate=\"unknown-type\",stage=\"train\"} [1-9]");
    }

    @Test
    void an_event_of_exactly_the_size_that_is_allowed_is_worked_on() {
        RunRef run = run("largest", 1);
        ProducerRecord<byte[], byte[]> largest =
                new Bad(json -> padded(json, EventCodec.MAX_DATA_BYTES), "").record(built(run), "largest");

        send(largest);

        pipeline.first(Topic.MODEL_TRAINED, ModelTrained.class, run.run());
        assertThat(alerts(List.of("largest"))).isEmpty();
    }

    @Test
    void those_that_name_no_model_share_one_alert() {
        for (String key : List.of("../../etc", "m".repeat(300), "a\u0000b", "UPPER")) {
            send(new ProducerRecord<>(INPUT, 3, key.getBytes(UTF_8), new byte[] {1}));
        }

        await().untilAsserted(() -> assertThat(pipeline.records(DEAD_LETTERS))
                .filteredOn(letter -> letter.partition() == 3 && Arrays.equals(letter.value(), new byte[] {1}))
                .hasSize(4));
        await().untilAsserted(() -> assertThat(alerts(List.of(AlertRaised.UNATTRIBUTED)))
                .hasEntrySatisfying(
                        AlertRaised.UNATTRIBUTED, alerts -> assertThat(alerts).hasSize(1)));
    }

    /** Waits for the broker's answer: what it does not take tests nothing. */
    private void send(ProducerRecord<byte[], byte[]> record) {
        assertThat(stranger.send(record)).succeedsWithin(PATIENCE);
    }

    private Map<String, List<AlertRaised>> alerts(Collection<String> keys) {
        return events(AlertRaised.class, keys);
    }

    private List<Envelope> trained(String model) {
        return pipeline.envelopes(Topic.MODEL_TRAINED).stream()
                .filter(envelope -> envelope.event().key().equals(model))
                .toList();
    }

    private Map<String, List<AlertResolved>> resolved(Collection<String> keys) {
        return events(AlertResolved.class, keys);
    }

    private <E extends PipelineEvent> Map<String, List<E>> events(Class<E> kind, Collection<String> keys) {
        return pipeline.envelopes(Topic.ALERTS).stream()
                .map(Envelope::event)
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(event -> keys.contains(event.key()))
                .collect(Collectors.groupingBy(PipelineEvent::key));
    }

    private Map<String, ConsumerRecord<byte[], byte[]>> letters(Collection<String> keys) {
        return pipeline.records(DEAD_LETTERS).stream()
                .filter(letter -> letter.key() != null && keys.contains(new String(letter.key(), UTF_8)))
                .collect(Collectors.toMap(letter -> new String(letter.key(), UTF_8), letter -> letter));
    }

    private static String with(String json, String unknownField) {
        return "{\"unknown\":" + unknownField + "," + json.substring(1);
    }

    private static String named(String json, String model) {
        return json.replaceAll("\"model\":\"[a-z-]*\"", "\"model\":\"" + model.replace("\\", "\\\\") + "\"");
    }

    private static String padded(String json, int bytes) {
        String empty = with(json, "\"\"");
        return with(json, "\"" + "x".repeat(bytes - empty.length()) + "\"");
    }

    /**
     * A good event after an accident.
     *
     * @param change of its data
     * @param header that has another value, or none
     */
    private record Bad(UnaryOperator<String> change, Optional<String> header, Optional<String> value, String reason) {
        Bad(UnaryOperator<String> change, String reason) {
            this(change, Optional.empty(), Optional.empty(), reason);
        }

        Bad(String header, String value, String reason) {
            this(json -> json, Optional.of(header), Optional.ofNullable(value), reason);
        }

        ProducerRecord<byte[], byte[]> record(String model) {
            return record(built(run(model, 1)), model);
        }

        ProducerRecord<byte[], byte[]> record(Envelope good, String model) {
            var encoded = new EventCodec(Topic.DEFAULT_PREFIX).encode(good);
            String json = change.apply(new String(encoded.value(), UTF_8));
            header.ifPresent(name -> {
                encoded.headers().remove(name);
                value.ifPresent(text -> encoded.headers().add(name, text.getBytes(UTF_8)));
            });
            return new ProducerRecord<>(INPUT, null, model.getBytes(UTF_8), json.getBytes(UTF_8), encoded.headers());
        }
    }
}
