package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HttpEventsTest {
    private static final byte[] DATA = Json.bytes(Examples.REGISTERED.event());
    private static final String STRUCTURED = Records.CODEC.toJson(Examples.REGISTERED);

    @Test
    void tell_the_mode_by_the_content_type() {
        assertThat(HttpEvents.mode("application/json")).contains(HttpEvents.Mode.BINARY);
        assertThat(HttpEvents.mode("Application/JSON; charset=utf-8")).contains(HttpEvents.Mode.BINARY);
        assertThat(HttpEvents.mode("application/cloudevents+json; charset=UTF-8"))
                .contains(HttpEvents.Mode.STRUCTURED);
        assertThat(HttpEvents.mode("application/cloudevents-batch+json")).contains(HttpEvents.Mode.BATCHED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "text/plain", "application/cloudevents", "application/cloudevents+avro", "application/json5"
            })
    void know_no_other_content_type(String contentType) {
        assertThat(HttpEvents.mode(contentType)).isEmpty();
    }

    @Test
    void are_read_in_binary_mode() {
        assertThat(HttpEvents.binary(headers(), DATA, Examples.NINE))
                .isEqualTo(new Decoded.Event(new Envelope(
                        "build 4711+ä%",
                        URI.create("https://ci.example.com"),
                        Examples.NINE,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Examples.REGISTERED.event())));
    }

    @Test
    void are_read_in_structured_mode() {
        assertThat(HttpEvents.structured(bytes(STRUCTURED), Examples.NINE))
                .isEqualTo(new Decoded.Event(Examples.REGISTERED));
    }

    @Test
    void are_read_in_batches_each_for_itself() {
        String batch = "[" + STRUCTURED + ", {}, 17, " + STRUCTURED + "]";

        List<Decoded> read = HttpEvents.batched(bytes(batch), Examples.NINE);

        assertThat(read).hasSize(4);
        assertThat(read.get(0))
                .isEqualTo(new Decoded.Event(Examples.REGISTERED))
                .isEqualTo(read.get(3));
        assertThat(reason(read.get(1))).startsWith("not a CloudEvent: specversion is missing");
        assertThat(reason(read.get(2))).isEqualTo("not a CloudEvent: the value is not a JSON object");
        assertThat(HttpEvents.batched(bytes("[]"), Examples.NINE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"{}, the body is not a JSON list", "'', the body is not a JSON list", "'[', not JSON: "})
    void of_a_batch_that_is_none_are_refused_together(String body, String reason) {
        assertThatThrownBy(() -> HttpEvents.batched(bytes(body), Examples.NINE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not a batch of CloudEvents: " + reason);
    }

    @Test
    void may_nest_as_deep_in_a_batch_as_elsewhere() {
        String deep = nested(63);
        byte[] deeper = bytes("[" + nested(64) + "]");

        assertThat(HttpEvents.batched(bytes("[" + deep + "]"), Examples.NINE).get(0))
                .isInstanceOf(Decoded.Event.class)
                .isEqualTo(HttpEvents.structured(bytes(deep), Examples.NINE));
        assertThatThrownBy(() -> HttpEvents.batched(deeper, Examples.NINE)).hasMessageContaining("nesting depth (67)");
    }

    private static String nested(int depth) {
        return STRUCTURED.replace(
                "\"source\":{", "\"later\":" + "[".repeat(depth) + "]".repeat(depth) + ",\"source\":{");
    }

    @ParameterizedTest
    @CsvSource({
        "ce-specversion, 'header ce-specversion is missing; an event needs header ce-specversion, header ce-id'",
        "ce-id, header ce-id is missing",
        "ce-source, header ce-source is missing",
        "ce-type, header ce-type is missing"
    })
    void without_a_required_header_name_it_as_it_is_called_here(String header, String reason) {
        var without = new ArrayList<>(headers());
        without.removeIf(given -> given.getKey().equalsIgnoreCase(header));

        assertThat(reason(HttpEvents.binary(without, DATA, Examples.NINE))).startsWith("not a CloudEvent: " + reason);
    }

    @Test
    void with_a_header_that_is_half_encoded_name_it() {
        var broken = new ArrayList<>(headers());
        broken.add(Map.entry("ce-subject", "100%"));

        assertThat(reason(HttpEvents.binary(broken, DATA, Examples.NINE)))
                .isEqualTo("not a CloudEvent: header ce-subject is '100%', expected a % only before two hexadecimal"
                        + " digits");
    }

    private static List<Map.Entry<String, String>> headers() {
        return List.of(
                Map.entry("Host", "localhost"),
                Map.entry("CE-SpecVersion", "1.0"),
                Map.entry("ce-id", "build%204711+%C3%A4%25"),
                Map.entry("ce-source", "https://ci.example.com"),
                Map.entry("ce-type", "io.millrace.model.registered.v1"),
                Map.entry("Content-Type", "application/json"));
    }

    private static String reason(Decoded decoded) {
        return ((Decoded.Malformed) decoded).reason();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
