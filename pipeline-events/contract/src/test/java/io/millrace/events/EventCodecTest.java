package io.millrace.events;

import static io.millrace.events.Records.CODEC;
import static io.millrace.events.Records.bytes;
import static io.millrace.events.Records.received;
import static io.millrace.events.Records.structured;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EventCodecTest {
    private static final Envelope BUILT = Examples.all().get(EventType.IMAGE_BUILT);

    static Stream<Envelope> everyEvent() {
        return Examples.all().values().stream();
    }

    static Stream<Arguments> oddHeaders() {
        List<String> values =
                List.of("", " ", "%", "a b", "\t", "2026-13-01T00:00:00Z", "2026-01-05T09:00:10", "-1", "0.3", "é");
        return Records.text(CODEC.encode(BUILT).headers()).keySet().stream()
                .flatMap(name -> values.stream().map(value -> Arguments.of(name, value)));
    }

    @Nested
    class Writing {
        @Test
        void puts_the_attributes_into_headers() {
            ProducerRecord<byte[], byte[]> record = CODEC.encode(BUILT);

            assertThat(Records.text(record.headers()))
                    .containsOnly(
                            entry("ce_specversion", "1.0"),
                            entry("ce_id", "6bbdebe7-2703-55c8-a134-22a9cc5cf84e"),
                            entry("ce_source", "/millrace/builder"),
                            entry("ce_type", "io.millrace.image.built.v1"),
                            entry("ce_subject", "digits-classifier/9f2c1e7"),
                            entry("ce_time", "2026-01-05T09:00:10Z"),
                            entry("ce_dataschema", "https://millrace.io/schemas/io.millrace.image.built.v1.json"),
                            entry("content-type", "application/json"),
                            entry("ce_partitionkey", "digits-classifier"),
                            entry("ce_runid", "rrlqi3q46pnacha63aow2"),
                            entry("ce_round", "0"),
                            entry("ce_attempt", "1"),
                            entry("ce_causationid", Examples.REGISTRATION_ID),
                            entry("ce_correlationid", Examples.REGISTRATION_ID),
                            entry("ce_traceparent", "00-6c324c6aef85b44e5d55f4d2937b9e54-1544c39b920d56f6-01"));
        }

        @ParameterizedTest
        @MethodSource("io.millrace.events.EventCodecTest#everyEvent")
        void is_read_by_the_SDK_of_CloudEvents_as_one_event_in_both_modes(Envelope envelope) throws IOException {
            ProducerRecord<byte[], byte[]> record = CODEC.encode(envelope);
            CloudEvent binary = KafkaMessageFactory.createReader(record.headers(), record.value())
                    .toEvent();
            CloudEvent structured = new JsonFormat().deserialize(bytes(CODEC.toJson(envelope)));

            assertThat(attributes(structured)).isEqualTo(attributes(binary)).containsEntry("id", envelope.id());
            assertThat(Json.MAPPER.readTree(structured.getData().toBytes()))
                    .isEqualTo(Json.MAPPER.readTree(binary.getData().toBytes()));
        }

        private static Map<String, Object> attributes(CloudEvent event) {
            var attributes = new HashMap<String, Object>();
            event.getAttributeNames().forEach(name -> attributes.put(name, event.getAttribute(name)));
            event.getExtensionNames().forEach(name -> attributes.put(name, event.getExtension(name)));
            return attributes;
        }

        @Test
        void keys_by_model_and_leaves_the_partition_to_kafka() {
            ProducerRecord<byte[], byte[]> record = CODEC.encode(BUILT);

            assertThat(record.key()).isEqualTo(bytes("digits-classifier"));
            assertThat(record.partition()).isNull();
            assertThat(record.timestamp()).isNull();
        }

        @Test
        void goes_to_the_events_own_topic_under_the_prefix() {
            assertThat(CODEC.encode(BUILT).topic()).isEqualTo("millrace.image-built");
            assertThat(new EventCodec("staging.").encode(BUILT).topic()).isEqualTo("staging.image-built");
        }

        @Test
        void leaves_out_what_an_event_does_not_have() {
            Map<String, String> headers =
                    Records.text(CODEC.encode(Examples.REGISTERED).headers());

            assertThat(headers).doesNotContainKeys("ce_runid", "ce_round", "ce_attempt", "ce_causationid");
        }

        @Test
        void keys_an_alert_that_belongs_to_no_model() {
            var alert = new AlertRaised(
                    "1",
                    "_unattributed/build/x",
                    Optional.empty(),
                    Optional.empty(),
                    Stage.BUILD,
                    Examples.GATE_MISSED,
                    1);

            ProducerRecord<byte[], byte[]> record =
                    CODEC.encode(Envelope.first("1", Examples.BUILDER, Examples.NINE, alert));

            assertThat(record.key()).isEqualTo(bytes("_unattributed"));
            assertThat(Records.text(record.headers())).containsEntry("ce_subject", "_unattributed");
        }

        @Test
        void keys_the_resolution_like_the_alert() {
            var unattributed = new AlertResolved("1", "_unattributed/build/x", Optional.empty(), Stage.BUILD);
            var attributed = new AlertResolved("1", "digits-classifier/build/x", Examples.RUN, Stage.BUILD);

            assertThat(unattributed.key()).isEqualTo("_unattributed");
            assertThat(attributed.key()).isEqualTo("digits-classifier");
        }
    }

    @Nested
    class Reading {
        @ParameterizedTest
        @MethodSource("io.millrace.events.EventCodecTest#everyEvent")
        void gives_back_what_was_written_in_binary_mode(Envelope envelope) {
            assertThat(CODEC.decode(received(envelope))).isEqualTo(new Decoded.Event(envelope));
        }

        /** Headers like our own are read by us, all others by the SDK, and nobody can tell. */
        @ParameterizedTest
        @MethodSource("io.millrace.events.EventCodecTest#everyEvent")
        void reads_an_event_with_an_attribute_of_a_stranger_as_it_does_without(Envelope envelope) {
            ConsumerRecord<byte[], byte[]> record = received(envelope);
            record.headers().add("ce_newattribute", bytes("x"));

            assertThat(CODEC.decode(record)).isEqualTo(new Decoded.Event(envelope));
        }

        @ParameterizedTest
        @MethodSource("io.millrace.events.EventCodecTest#oddHeaders")
        void judges_an_odd_header_as_it_does_with_an_attribute_of_a_stranger(String name, String value) {
            ConsumerRecord<byte[], byte[]> record = received(BUILT);
            record.headers().remove(name).add(name, bytes(value));
            Decoded alone = CODEC.decode(record);
            record.headers().add("ce_newattribute", bytes("x"));

            assertThat(alone).isEqualTo(CODEC.decode(record));
        }

        @Test
        void takes_the_last_of_two_headers_of_one_name() {
            ConsumerRecord<byte[], byte[]> record = received(BUILT);
            record.headers().add("ce_id", bytes("another"));

            assertThat(event(record).id()).isEqualTo("another");
        }

        @ParameterizedTest
        @MethodSource("io.millrace.events.EventCodecTest#everyEvent")
        void gives_back_what_was_written_in_structured_mode(Envelope envelope) {
            String json = CODEC.toJson(envelope);

            assertThat(CODEC.decode(structured(json))).isEqualTo(new Decoded.Event(envelope));
            assertThat(CODEC.fromJson(json)).isEqualTo(new Decoded.Event(envelope));
        }

        @ParameterizedTest
        @ValueSource(strings = {"application/cloudevents+json; charset=UTF-8", "Application/CloudEvents+JSON"})
        void knows_structured_mode_by_its_media_type(String contentType) {
            String json = CODEC.toJson(BUILT);

            assertThat(CODEC.decode(structured(contentType, json))).isEqualTo(new Decoded.Event(BUILT));
        }

        @Test
        void takes_base64_data_in_structured_mode() {
            String base64 = java.util.Base64.getEncoder().encodeToString(Json.bytes(Examples.REGISTERED.event()));
            String json =
                    """
                    {"specversion": "1.0", "id": "1", "source": "/s", "type": "io.millrace.model.registered.v1",
                     "datacontenttype": "application/json", "data_base64": "%s"}"""
                            .formatted(base64);

            assertThat(event(structured(json)).event()).isEqualTo(Examples.REGISTERED.event());
        }

        @Test
        void takes_the_records_time_where_the_event_has_none() {
            ConsumerRecord<byte[], byte[]> record = received(Examples.REGISTERED);
            record.headers().remove("ce_time");

            assertThat(event(record).time()).isEqualTo(Instant.ofEpochMilli(Records.WRITTEN));
        }

        @Test
        void needs_nothing_but_the_four_attributes_that_cloudevents_requires() {
            ConsumerRecord<byte[], byte[]> record = received(Examples.REGISTERED);
            for (String name : new String[] {
                "ce_subject",
                "ce_time",
                "ce_dataschema",
                "content-type",
                "ce_partitionkey",
                "ce_correlationid",
                "ce_traceparent"
            }) {
                record.headers().remove(name);
            }

            assertThat(event(record).event()).isEqualTo(Examples.REGISTERED.event());
        }

        @Test
        void passes_over_headers_fields_and_attributes_that_it_does_not_know() {
            String json = CODEC.toJson(Examples.REGISTERED)
                    .replaceFirst("\\{", "{\"newattribute\": 1, ")
                    .replace("\"kind\":\"git\"", "\"kind\":\"git\",\"depth\":{\"a\":[1]}");
            ConsumerRecord<byte[], byte[]> record = received(Examples.REGISTERED);
            record.headers()
                    .add("x-other", bytes("y"))
                    .add("ce_newattribute", bytes("z"))
                    .add("ce_empty", null);

            assertThat(CODEC.decode(structured(json))).isEqualTo(new Decoded.Event(Examples.REGISTERED));
            assertThat(CODEC.decode(record)).isEqualTo(new Decoded.Event(Examples.REGISTERED));
        }

        @Test
        void passes_over_a_run_id_that_a_registration_brings() {
            ConsumerRecord<byte[], byte[]> record = received(Examples.REGISTERED);
            record.headers().add("ce_runid", bytes("raaaaaaaaaaaaaaaaaaaa"));

            assertThat(event(record)).isEqualTo(Examples.REGISTERED);
        }

        @Test
        void counts_null_and_blank_attributes_as_absent() {
            String json = CODEC.toJson(Examples.REGISTERED)
                    .replaceFirst("\\{", "{\"causationid\": null, \"attempt\": \"\", ");

            assertThat(CODEC.decode(structured(json))).isEqualTo(new Decoded.Event(Examples.REGISTERED));
        }

        @Test
        void counts_null_as_absent_where_a_field_is_optional() {
            String json =
                    """
                    {"model": "m", "version": null, "parameters": null,
                     "source": {"kind": "git", "url": "https://x.example", "revision": null, "path": null}}""";

            assertThat(registered(json).event())
                    .isEqualTo(new ModelRegistered(
                            new ModelName("m"),
                            Optional.empty(),
                            new Source.Git("https://x.example", Optional.empty(), Optional.empty()),
                            Optional.empty()));
        }

        @Test
        void keeps_a_kind_of_source_that_it_does_not_know() {
            Envelope event = registered("{\"model\": \"m\", \"source\": {\"kind\": \"s3\", \"bucket\": \"b\"}}");

            assertThat(((ModelRegistered) event.event()).source()).isEqualTo(new Source.Unknown("s3"));
            assertThat(CODEC.decode(received(event))).isEqualTo(new Decoded.Event(event));
        }

        @Test
        void reads_values_that_a_newer_producer_knows_as_unknown() {
            String json = CODEC.toJson(Examples.all().get(EventType.MODEL_EVALUATED))
                    .replace("\"status\":\"done\"", "\"status\":\"half-done\"")
                    .replace("\"verdict\":\"passed\"", "\"verdict\":\"splendid\"")
                    .replace("\"concurrency\":\"queue\"", "\"concurrency\":\"newest-first\"");

            var event = (ModelEvaluated) event(structured(json)).event();

            assertThat(event.status()).isEqualTo(StageStatus.UNKNOWN);
            assertThat(event.verdict()).isEqualTo(Verdict.UNKNOWN);
            assertThat(event.gates()).extracting(GateResult::verdict).containsOnly(Verdict.UNKNOWN);
            assertThat(event.candidate().spec().concurrency()).isEqualTo(PipelineSpec.Concurrency.UNKNOWN);
        }

        @Test
        void reads_a_stage_result_state_and_kind_that_a_newer_producer_knows_as_unknown() {
            var ended =
                    (RunEnded) changed(EventType.RUN_ENDED, "deploy", "ship").event();
            var progressed = (StageProgressed)
                    changed(EventType.STAGE_PROGRESSED, "running", "flying").event();
            var raised = (AlertRaised)
                    changed(EventType.ALERT_RAISED, "user-error", "act-of-god").event();

            assertThat(ended.stage()).isEqualTo(Stage.UNKNOWN);
            assertThat(progressed.state()).isEqualTo(StageProgressed.State.UNKNOWN);
            assertThat(raised.failure().kind()).isEqualTo(Failure.Kind.UNKNOWN);
        }

        @Test
        void answers_with_the_name_of_a_newer_producers_event() {
            ConsumerRecord<byte[], byte[]> record = received(Examples.REGISTERED);
            record.headers().remove("ce_type").add("ce_type", bytes("io.millrace.model.registered.v2"));

            assertThat(CODEC.decode(record)).isEqualTo(new Decoded.UnknownType("io.millrace.model.registered.v2"));
        }

        private Envelope changed(EventType type, String value, String other) {
            String json = CODEC.toJson(Examples.all().get(type));
            return event(structured(json.replace("\"" + value + "\"", "\"" + other + "\"")));
        }
    }

    private static Envelope registered(String data) {
        ConsumerRecord<byte[], byte[]> record = received(Examples.REGISTERED);
        return event(received(record.headers(), bytes(data)));
    }

    private static Envelope event(ConsumerRecord<byte[], byte[]> record) {
        Decoded decoded = CODEC.decode(record);
        assertThat(decoded).isInstanceOf(Decoded.Event.class);
        return ((Decoded.Event) decoded).envelope();
    }
}
