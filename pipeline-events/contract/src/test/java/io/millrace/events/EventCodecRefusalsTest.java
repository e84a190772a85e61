package io.millrace.events;

import static io.millrace.events.Records.CODEC;
import static io.millrace.events.Records.bytes;
import static io.millrace.events.Records.received;
import static io.millrace.events.Records.structured;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What does not fit the contract is answered with a reason: the field, its value, the remedy. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class EventCodecRefusalsTest {
    private static final String REGISTERED = "not a valid io.millrace.model.registered.v1: ";
    private static final String GIT = "\"source\": {\"kind\": \"git\", \"url\": \"https://x.example\"}";

    @Nested
    class A_record {
        @Test
        void without_a_value() {
            assertThat(reason(received(received(Examples.REGISTERED).headers(), null)))
                    .isEqualTo("the record has no value; publish the event's JSON as the value");
        }

        @Test
        void without_headers() {
            assertThat(reason(received(new RecordHeaders(), bytes("{}"))))
                    .isEqualTo("not a CloudEvent: header ce_specversion is missing; an event needs "
                            + "header ce_specversion, header ce_id, header ce_source, header ce_type");
        }

        @ParameterizedTest
        @ValueSource(strings = {"ce_specversion", "ce_id", "ce_source", "ce_type"})
        void without_a_required_header(String header) {
            ConsumerRecord<byte[], byte[]> record = received(Examples.REGISTERED);
            record.headers().remove(header);

            assertThat(reason(record)).startsWith("not a CloudEvent: header " + header + " is missing");
        }

        @ParameterizedTest
        @ValueSource(strings = {"ce_specversion", "ce_id", "ce_source", "ce_type", "content-type"})
        void whose_header_has_no_value_is_as_one_without_it(String header) {
            ConsumerRecord<byte[], byte[]> without = received(Examples.REGISTERED);
            without.headers().remove(header);
            ConsumerRecord<byte[], byte[]> empty = received(Examples.REGISTERED);
            empty.headers().remove(header).add(header, null);

            assertThat(CODEC.decode(empty)).isEqualTo(CODEC.decode(without));
        }

        @Test
        void with_an_empty_value() {
            assertThat(reason(data("")))
                    .isEqualTo("the event has no data, expected that of io.millrace.model.registered.v1");
        }
    }

    @Nested
    class An_attribute {
        @ParameterizedTest
        @CsvSource({
            "ce_specversion, 0.3, 'header ce_specversion is ''0.3'', expected 1.0'",
            "ce_specversion, 2.0, 'header ce_specversion is ''2.0'', expected 1.0'",
            "ce_time, tomorrow, 'Invalid attribute/extension value for \"time\": tomorrow; a time looks like 2026-01-31T09:00:00Z'",
            "ce_time, +99999-01-01T00:00:00Z, 'time is ''+99999-01-01T00:00Z'', expected something like 2026-01-31T09:00:00Z'",
            "ce_source, a b, 'Invalid attribute/extension value for \"source\": a b; a time looks'",
            "ce_attempt, two, 'attempt is ''two'', expected a whole number of 0 or more'",
            "ce_attempt, 99999999999, 'attempt is ''99999999999'', expected a whole number of 0 or more'",
            "ce_attempt, -1, 'attempt is -1, expected 0 or more'",
            "ce_my-own, x, 'Invalid extensions name: my-own'"
        })
        void that_cannot_be_read(String header, String value, String reason) {
            assertThat(reason(with(header, value))).startsWith("not a CloudEvent: " + reason);
        }

        @Test
        void that_is_too_long() {
            assertThat(reason(with("ce_id", "x".repeat(513))))
                    .contains("id is 'xxx")
                    .endsWith("(513 characters), expected 1 to 512 characters without control characters");
        }

        @Test
        void that_names_a_foreign_type() {
            assertThat(reason(with("ce_type", "com.example.thing")))
                    .isEqualTo("type is 'com.example.thing', expected one that starts with io.millrace.");
        }

        @Test
        void that_only_looks_like_one_of_our_types() {
            assertThat(reason(with("ce_type", "io.millrace.\nx"))).startsWith("type is 'io.millrace.?x', expected");
            assertThat(reason(with("ce_type", "io.millrace." + "x".repeat(100))))
                    .startsWith("type is 'io.millrace.xx");
        }
    }

    @Nested
    class Structured_mode {
        @ParameterizedTest
        @CsvSource({
            "'', not a CloudEvent: the value is not a JSON object",
            "null, not a CloudEvent: the value is not a JSON object",
            "[], not a CloudEvent: the value is not a JSON object",
            "{}, not a CloudEvent: specversion is missing; an event needs specversion",
            "nonsense, not a CloudEvent: not JSON: Unrecognized token 'nonsense'",
            "{} {}, not a CloudEvent: something follows the JSON value; publish one event per record",
            "'{\"id\": 1, \"id\": 2}', not a CloudEvent: not JSON: Duplicate field 'id' at line 1",
        })
        void of_something_else(String json, String reason) {
            assertThat(reason(structured(json))).startsWith(reason);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "application/cloudevents-batch+json",
                    "application/cloudevents+avro",
                    "application/cloudevents"
                })
        void in_a_format_that_is_not_read_here(String contentType) {
            assertThat(reason(structured(contentType, "{}")))
                    .isEqualTo("content-type is '" + contentType + "', expected application/cloudevents+json, "
                            + "or application/json with the attributes in ce_ headers");
        }

        @Test
        void without_data() {
            assertThat(reason(structured(attributes("")))).startsWith("the event has no data");
            assertThat(reason(structured(attributes(", \"data\": null")))).startsWith("the event has no data");
        }

        @Test
        void with_base64_that_is_none() {
            assertThat(reason(structured(attributes(", \"data_base64\": \"*\""))))
                    .startsWith("not a CloudEvent: ");
        }

        @Test
        void with_an_attribute_of_another_type() {
            assertThat(reason(structured(attributes(", \"subject\": {}, \"data\": {}"))))
                    .startsWith("not a CloudEvent: ")
                    .contains("subject");
        }

        private static String attributes(String more) {
            return "{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"/s\", "
                    + "\"type\": \"io.millrace.model.registered.v1\"" + more + "}";
        }
    }

    @Nested
    class Data {
        @Test
        void that_is_not_json() {
            assertThat(reason(data("\u0000\u0001 not JSON"))).startsWith(REGISTERED + "not JSON: Illegal character");
            assertThat(reason(data("{\"model\": "))).startsWith(REGISTERED).contains("Unexpected end-of-input");
        }

        @Test
        void that_is_null() {
            assertThat(reason(data("null")))
                    .isEqualTo("the event's data is null, expected io.millrace.model.registered.v1");
        }

        @Test
        void that_is_no_object() {
            assertThat(reason(data("[]")))
                    .isEqualTo(REGISTERED + "the data has a value of the wrong type, expected an object");
        }

        @Test
        void with_something_behind_it() {
            assertThat(reason(data("{\"model\": \"m\", " + GIT + "} {}")))
                    .startsWith(REGISTERED)
                    .contains("something follows the JSON value");
        }

        @Test
        void with_a_field_twice() {
            assertThat(reason(data("{\"model\": \"m\", \"model\": \"n\", " + GIT + "}")))
                    .startsWith(REGISTERED + "not JSON: Duplicate field 'model' at line 1");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{}                                                                 | model is missing or null; give it a value",
                    "{\"model\": null}                                                  | model is missing or null; give it a value",
                    "{\"model\": \"m\", \"source\": {}}                                 | source.kind is missing or null; give it a value",
                    "{\"model\": \"m\", \"source\": {\"kind\": \"git\"}}                | source.url is missing or null; give it a value",
                    "{\"model\": \"m\", \"source\": \"git\"}                            | source has a value of the wrong type, expected an object",
                    "{\"model\": 5}                                                     | model has a value of the wrong type, expected text",
                    "{\"model\": \"m\", \"version\": 1.10}                              | version has a value of the wrong type, expected text",
                    "{\"model\": \"m\", \"source\": {\"kind\": \"git\", \"url\": 5}}    | source.url is '5', expected text",
                    "{\"model\": \"../../etc/passwd\"}                                  | model: not a model name: '../../etc/passwd'; use 1 to 40 characters",
                    "{\"model\": \"a\\u0000\\u001b[2Jb\"}                               | model: not a model name: 'a??[2Jb'; use 1 to 40 characters",
                    "{\"model\": \"m\", \"version\": \"../x\"}                          | version: not a version: '../x'; use 1 to 64 characters",
                    "{\"model\": \"m\", \"parameters\": []}                             | parameters has a value of the wrong type, expected an object",
                    "{\"model\": \"m\", \"parameters\": {\"lr\": NaN}}                  | not JSON: Non-standard token 'NaN'",
                    "{\"model\": \"m\", \"source\": {\"kind\": \"s\"}, \"parameters\": {\"lr\": 1e999}} | parameter 'lr' is Infinity; use text",
                    "{\"model\": \"m\", \"source\": {\"kind\": \"s\"}, \"parameters\": {\"lr\": null}}  | parameters.lr is missing or null; give it a value",
                })
        void whose_field_does_not_fit(String json, String reason) {
            assertThat(reason(data(json))).startsWith(REGISTERED).contains(reason);
        }

        @Test
        void with_a_name_of_300_characters() {
            assertThat(reason(data("{\"model\": \"" + "m".repeat(300) + "\"}")))
                    .startsWith(REGISTERED + "model: not a model name: 'mmm")
                    .contains("use 1 to 40 characters of a-z, 0-9 and '-'");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "\"round\":0         | \"round\":-1            | run: round -1 of run rrlqi3q46pnacha63aow2 is negative",
                    "\"round\":0         | \"round\":0.5           | run.round is '0.5', expected a whole number",
                    "\"round\":0         | \"round\":\"0\"         | run.round has a value of the wrong type, expected a whole number",
                    "\"round\":0         | \"round\":9999999999    | run.round",
                    "\"round\":0,        |                         | run.round is missing or null; give it a value",
                    "\"run\":\"rrlqi3q46pnacha63aow2\" | \"run\":\"x\" | run.run: not a run id: 'x', expected r[a-z2-7]{20}",
                    "\"offset\":41       | \"offset\":-1           | run.sequence: not a sequence: epoch 0, offset -1",
                    "\"status\":\"done\" | \"status\":0            | status is '0', expected text",
                    "\"status\":\"done\" | \"status\":null         | status is missing or null; give it a value",
                    "\"accuracy\":0.955  | \"accuracy\":1e999      | metric 'accuracy' is Infinity; report a finite number",
                    "\"accuracy\":0.955  | \"accuracy\":\"NaN\"    | candidate.metrics: metric 'accuracy' is NaN; report a finite number",
                    "\"accuracy\":0.955  | \"accuracy\":null       | candidate.metrics.accuracy is missing or null",
                    "\"min\":0.93        | \"min\":1e999           | min is Infinity, expected a finite number",
                    "\"PT30M\"           | \"half an hour\"        | candidate.spec.train.timeout is 'half an hour', expected a duration such as PT30M",
                    "\"train.py\"        | null                    | candidate.spec.train.command",
                    "\"OMP_NUM_THREADS\":\"2\" | \"OMP_NUM_THREADS\":2 | candidate.spec.train.env.OMP_NUM_THREADS is '2', expected text",
                    "\"OMP_NUM_THREADS\":\"2\" | \"OMP_NUM_THREADS\":null | candidate.spec.train.env.OMP_NUM_THREADS is missing or null",
                    "\"allowWarning\":false | \"allowWarning\":\"no\" | candidate.spec.deploy.allowWarning has a value of the wrong type, expected true or false",
                    "artifact://         | file:///etc/passwd?     | not an artifact: 'file:///etc/passwd?",
                    "sha256:2e7d2c03     | sha1:2e7d2c03           | candidate.artifact.digest: not a digest: 'sha1:",
                    "\"gates\":[         | \"gates\":[null,        | gates",
                    "{\"digit=8\":{\"accuracy\":0.902}} | {\"digit=8\":null} | slices.digit=8 is missing or null",
                })
        void of_a_stage_whose_field_does_not_fit(String value, String other, String reason) {
            String json = new String(
                    Json.bytes(Examples.all().get(EventType.MODEL_EVALUATED).event()),
                    java.nio.charset.StandardCharsets.UTF_8);
            assertThat(json).contains(value);
            String changed = json.replace(value, other == null ? "" : other);
            var record = received(
                    received(Examples.all().get(EventType.MODEL_EVALUATED)).headers(), bytes(changed));

            assertThat(reason(record))
                    .startsWith("not a valid io.millrace.model.evaluated.v1: ")
                    .contains(reason);
        }
    }

    @Nested
    class A_limit {
        @Test
        void of_size_lets_256_kib_pass() {
            assertThat(CODEC.decode(data(padded(EventCodec.MAX_DATA_BYTES)))).isInstanceOf(Decoded.Event.class);
        }

        @Test
        void of_size_refuses_one_byte_more() {
            assertThat(reason(data(padded(EventCodec.MAX_DATA_BYTES + 1))))
                    .isEqualTo("the event's data has 262145 bytes, more than the 262144 allowed; "
                            + "publish a reference to it instead");
        }

        @Test
        void of_size_counts_the_data_alone_in_structured_mode() {
            String attributes = "{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"/s\", "
                    + "\"type\": \"io.millrace.model.registered.v1\", \"data\": ";
            // Read as a tree and written again, which drops the three blanks.
            String most = attributes + padded(EventCodec.MAX_DATA_BYTES + 3) + "}";
            String more = attributes + padded(EventCodec.MAX_DATA_BYTES + 4) + "}";

            assertThat(CODEC.decode(structured(most))).isInstanceOf(Decoded.Event.class);
            assertThat(reason(structured(more))).startsWith("the event's data has 262145 bytes");
        }

        @Test
        void of_size_looks_at_nothing_that_is_far_too_large() {
            assertThat(reason(received(new RecordHeaders(), new byte[600_000])))
                    .isEqualTo("the record's value has 600000 bytes, more than the 524288 allowed; "
                            + "publish a reference to it instead");
        }

        @Test
        void of_size_holds_for_what_is_written_again() {
            // Read as 1000000.0: two and a half times as long. What is remembered of an event must be read again.
            String growing =
                    "{\"model\": \"m\", " + GIT + ", \"parameters\": {\"a\": [1e6" + ",1e6".repeat(30_000) + "]}}";

            assertThat(reason(data(growing)))
                    .isEqualTo("the event's data, written out in full, has 300094 bytes, more than the 262144 allowed; "
                            + "publish a reference to it instead");
        }

        @Test
        void of_size_holds_for_headers() {
            assertThat(CODEC.decode(with("theirs", "x".repeat(60_000)))).isInstanceOf(Decoded.Event.class);
            assertThat(reason(with("theirs", "x".repeat(70_000))))
                    .startsWith("the record's set of headers has 70")
                    .endsWith("bytes, more than the 65536 allowed; publish a reference to it instead");
        }

        @Test
        void of_depth_holds_in_fields_that_nobody_knows() {
            assertThat(reason(data(deep("unknown", 10_000))))
                    .startsWith(REGISTERED)
                    .contains("beyond a limit: Document nesting depth (65) exceeds the maximum allowed (64)");
            assertThat(reason(structured(deep("unknown", 10_000))))
                    .contains("beyond a limit: Document nesting depth (66)");
        }

        @Test
        void of_depth_is_the_same_in_both_modes() {
            String deepest = deep("unknown", 63);
            Decoded binary = CODEC.decode(data(deepest));

            assertThat(binary).isInstanceOf(Decoded.Event.class);
            assertThat(CODEC.decode(structured("{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"/s\", "
                            + "\"type\": \"io.millrace.model.registered.v1\", \"data\": " + deepest + "}")))
                    .isInstanceOf(Decoded.Event.class);
        }

        @Test
        void of_depth_keeps_parameters_flat_enough_for_later_events() {
            assertThat(reason(data(deep("parameters", 40)))).contains("is nested deeper than 32 levels; flatten it");
        }

        private static String deep(String field, int levels) {
            return "{\"model\": \"m\", " + GIT + ", \"" + field + "\": " + "{\"a\":".repeat(levels) + "1"
                    + "}".repeat(levels) + "}";
        }

        private static String padded(int bytes) {
            String start = "{\"model\": \"m\", \"source\": {\"kind\":\"git\",\"url\":\"";
            String end = "\"}}";
            return start + "x".repeat(bytes - start.length() - end.length()) + end;
        }
    }

    @Nested
    class Every_reason {
        @Test
        void is_one_short_line() {
            String nasty = "x\\n\\u001b[31m\\u202e".repeat(2000);

            for (String json : new String[] {
                "{\"model\": \"" + nasty + "\"}",
                "{\"" + nasty + "\": 1}",
                "{\"model\": \"m\", " + GIT + ", \"parameters\": {\"" + nasty + "\": null}}",
                "{\"model\": \"m\", " + GIT + ", \"parameters\": {\"" + nasty + "\": 1e999}}",
                nasty
            }) {
                assertThat(reason(data(json))).startsWith(REGISTERED);
            }
            for (String header :
                    new String[] {"ce_id", "ce_type", "ce_time", "ce_source", "ce_attempt", "ce_specversion", "ce_\n"
                    }) {
                assertThat(reason(with(header, "x\n\u001b\u202e".repeat(2000)))).isNotBlank();
            }
        }
    }

    private static ConsumerRecord<byte[], byte[]> data(String data) {
        return received(received(Examples.REGISTERED).headers(), bytes(data));
    }

    private static ConsumerRecord<byte[], byte[]> with(String header, String value) {
        ConsumerRecord<byte[], byte[]> record = received(Examples.REGISTERED);
        record.headers().remove(header).add(header, bytes(value));
        return record;
    }

    /** Also holds every reason to what all have in common. */
    private static String reason(ConsumerRecord<byte[], byte[]> record) {
        Decoded decoded = CODEC.decode(record);
        assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
        String reason = ((Decoded.Malformed) decoded).reason();
        assertThat(reason)
                .hasSizeLessThanOrEqualTo(300)
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}]")
                .doesNotContain("FAIL_ON_");
        return reason;
    }
}
