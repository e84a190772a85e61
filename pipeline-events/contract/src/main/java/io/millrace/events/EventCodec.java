package io.millrace.events;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Events as Kafka records: CloudEvents 1.0, Kafka protocol binding, written in binary mode and read in binary and
 * structured mode. Thread-safe.
 */
public final class EventCodec {
    /** The most that an event's data may measure. */
    public static final int MAX_DATA_BYTES = 256 * 1024;
    /** Structured mode carries the attributes in the value too, and may escape the data. */
    private static final int MAX_VALUE_BYTES = 2 * MAX_DATA_BYTES;

    private static final int MAX_HEADER_BYTES = 64 * 1024;
    /** No value is longer in the way we write it than this many times the shortest way to write it: 1e6 and 1000000.0. */
    private static final int MAX_GROWTH = 3;

    private static final String SCHEMA_BASE = "https://millrace.io/schemas/";
    private static final String STRUCTURED_MODE = "application/cloudevents";
    static final String STRUCTURED_JSON = "application/cloudevents+json";
    private static final byte[] NOTHING = {};
    static final String SPEC_VERSION = SpecVersion.V1.toString();
    private static final List<String> REQUIRED_ATTRIBUTES = List.of("specversion", "id", "source", "type");
    private static final Pattern TYPE_NAME = Pattern.compile("[a-z0-9.-]{1,100}");

    private final String topicPrefix;

    public EventCodec(String topicPrefix) {
        this.topicPrefix = topicPrefix;
    }

    /**
     * Whatever the record holds, this answers with a value. An event without a time gets the record's.
     */
    public Decoded decode(ConsumerRecord<byte[], byte @Nullable []> record) {
        byte[] value = record.value();
        if (value == null) {
            return new Decoded.Malformed("the record has no value; publish the event's JSON as the value");
        }
        if (value.length > MAX_VALUE_BYTES) {
            return tooLarge("the record's value", value.length, MAX_VALUE_BYTES);
        }
        int headers = bytes(record.headers());
        if (headers > MAX_HEADER_BYTES) {
            return tooLarge("the record's set of headers", headers, MAX_HEADER_BYTES);
        }
        Instant written = Instant.ofEpochMilli(Math.max(0, record.timestamp()));
        String contentType = header(record.headers(), "content-type").toLowerCase(Locale.ROOT);
        return contentType.startsWith(STRUCTURED_MODE)
                ? structured(contentType, value, written)
                : binary("header ce_", record.headers(), value, written);
    }

    /** The record for the event's own topic, keyed by model. */
    public ProducerRecord<byte[], byte[]> encode(Envelope envelope) {
        PipelineEvent event = envelope.event();
        String topic = EventType.of(event).topic().name(topicPrefix);
        var headers = new RecordHeaders();
        Attributes.written(envelope).forEach((name, value) -> headers.add(headerName(name), utf8(value)));
        return new ProducerRecord<>(topic, null, null, utf8(event.key()), Json.bytes(event), headers);
    }

    private static String headerName(String attribute) {
        return attribute.equals("datacontenttype") ? "content-type" : "ce_" + attribute;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The event as one JSON text, CloudEvents' structured form; {@link #fromJson} reads it. */
    public String toJson(Envelope envelope) {
        var text = new StringWriter();
        try (JsonGenerator json = Json.MAPPER.createGenerator(text)) {
            writeJson(envelope, json);
        } catch (IOException e) {
            throw new IllegalStateException("an event that cannot be written: " + envelope, e);
        }
        // Half of a surrogate pair, which an escape can bring in, becomes a question mark.
        return new String(utf8(text.toString()), StandardCharsets.UTF_8);
    }

    /**
     * As {@link #toJson}, in the middle of something larger.
     *
     * @param json writes texts and not bytes, which half of a surrogate pair in the event would fail on
     */
    public void writeJson(Envelope envelope, JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (var attribute : Attributes.written(envelope).entrySet()) {
            json.writeStringField(attribute.getKey(), attribute.getValue());
        }
        json.writeFieldName("data");
        Json.MAPPER.writeValue(json, envelope.event());
        json.writeEndObject();
    }

    /** As {@link #decode(ConsumerRecord)}, for the text that {@link #toJson} wrote. */
    public Decoded fromJson(String json) {
        return structured(json.getBytes(StandardCharsets.UTF_8), Instant.EPOCH);
    }

    /**
     * @param prefix  what an attribute's header is called to whoever sent it, up to the attribute's name
     * @param headers with {@code ce_} before the attributes' names
     */
    static Decoded binary(String prefix, Headers headers, byte[] value, Instant written) {
        try {
            Optional<Attributes> ours = Attributes.ofOurs(headers);
            return ours.isPresent()
                    ? decode(ours.get(), value, written)
                    : decode(readBySdk(prefix, headers, value), written);
        } catch (CloudEventRWException | IllegalArgumentException | IllegalStateException e) {
            return notACloudEvent(e);
        }
    }

    private static CloudEvent readBySdk(String prefix, Headers headers, byte[] value) {
        // The SDK fails on a header that is present without a value, which says no more than an absent one.
        Headers given = new RecordHeaders();
        headers.forEach(header -> Optional.ofNullable(header.value()).ifPresent(bytes -> given.add(header)));
        requireAttributes(prefix, name -> header(given, "ce_" + name));
        return KafkaMessageFactory.createReader(given, value).toEvent();
    }

    private static Decoded structured(String contentType, byte[] value, Instant written) {
        if (!contentType.split(";", 2)[0].strip().equals(STRUCTURED_JSON)) {
            return new Decoded.Malformed("content-type is '" + Text.excerpt(contentType) + "', expected "
                    + STRUCTURED_JSON + ", or application/json with the attributes in ce_ headers");
        }
        return structured(value, written);
    }

    static Decoded structured(byte[] value, Instant written) {
        try {
            return structured(Json.STRUCTURED.readTree(value), written);
        } catch (IOException e) {
            return notACloudEvent(e);
        }
    }

    static Decoded structured(JsonNode node, Instant written) {
        if (!(node instanceof ObjectNode attributes)) {
            return new Decoded.Malformed("not a CloudEvent: the value is not a JSON object");
        }
        try {
            // The JSON format counts null as absent; the SDK would read the text "null".
            attributes.properties().removeIf(attribute -> attribute.getValue().isNull());
            requireAttributes("", name -> attributes.path(name).asText(""));
            return decode(Json.STRUCTURED.treeToValue(attributes, CloudEvent.class), written);
        } catch (IOException | IllegalArgumentException e) {
            return notACloudEvent(e);
        }
    }

    private static void requireAttributes(String prefix, UnaryOperator<String> valueOf) {
        for (String name : REQUIRED_ATTRIBUTES) {
            if (valueOf.apply(name).isEmpty()) {
                throw new IllegalArgumentException(prefix + name + " is missing; an event needs "
                        + REQUIRED_ATTRIBUTES.stream().map(prefix::concat).collect(Collectors.joining(", ")));
            }
        }
        String version = valueOf.apply("specversion");
        if (!version.equals(SPEC_VERSION)) {
            throw new IllegalArgumentException(
                    prefix + "specversion is '" + Text.excerpt(version) + "', expected " + SPEC_VERSION);
        }
    }

    private static Decoded decode(CloudEvent cloudEvent, Instant written) {
        byte[] data =
                cloudEvent.getData() == null ? NOTHING : cloudEvent.getData().toBytes();
        return decode(Attributes.of(cloudEvent), data, written);
    }

    private static Decoded decode(Attributes attributes, byte[] data, Instant written) {
        Optional<EventType> type = EventType.find(attributes.type());
        if (type.isEmpty()) {
            return notOurs(attributes.type());
        }
        if (data.length == 0) {
            return new Decoded.Malformed(
                    "the event has no data, expected that of " + type.get().wireName());
        }
        if (data.length > MAX_DATA_BYTES) {
            return tooLarge("the event's data", data.length, MAX_DATA_BYTES);
        }
        try {
            PipelineEvent event = Json.MAPPER.readValue(data, type.get().record());
            if (event == null) {
                return new Decoded.Malformed(
                        "the event's data is null, expected " + type.get().wireName());
            }
            int full = data.length <= MAX_DATA_BYTES / MAX_GROWTH ? data.length : Json.bytes(event).length;
            // What a worker remembers of an event is the event as we write it, and must be read again.
            return full > MAX_DATA_BYTES
                    ? tooLarge("the event's data, written out in full,", full, MAX_DATA_BYTES)
                    : new Decoded.Event(envelope(attributes, written, event));
        } catch (IOException e) {
            return new Decoded.Malformed("not a valid " + type.get().wireName() + ": " + Reasons.of(e));
        }
    }

    static String schemaOf(String type) {
        return SCHEMA_BASE + type + ".json";
    }

    private static Decoded notOurs(String type) {
        return type.startsWith(EventType.NAMESPACE) && TYPE_NAME.matcher(type).matches()
                ? new Decoded.UnknownType(type)
                : new Decoded.Malformed(
                        "type is '" + Text.excerpt(type) + "', expected one that starts with " + EventType.NAMESPACE);
    }

    private static Decoded notACloudEvent(Exception e) {
        return new Decoded.Malformed("not a CloudEvent: " + Reasons.of(e));
    }

    private static Decoded tooLarge(String what, int bytes, int allowed) {
        return new Decoded.Malformed(what + " has " + bytes + " bytes, more than the " + allowed
                + " allowed; publish a reference to it instead");
    }

    private static Envelope envelope(Attributes attributes, Instant written, PipelineEvent event) {
        return new Envelope(
                attributes.id(),
                attributes.source(),
                attributes.time().map(EventCodec::instant).orElse(written),
                attributes.extension("attempt").map(EventCodec::attempt).orElse(0),
                attributes.extension("causationid"),
                attributes.extension("correlationid"),
                attributes.extension("traceparent"),
                event);
    }

    /** The SDK reads years that RFC 3339 cannot write, and that we could not write again. */
    private static Instant instant(OffsetDateTime time) {
        if (time.getYear() < 1 || time.getYear() > 9998) {
            throw new IllegalArgumentException("time is '" + time + "', expected something like 2026-01-31T09:00:00Z");
        }
        return time.toInstant();
    }

    private static int attempt(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "attempt is '" + Text.excerpt(text) + "', expected a whole number of 0 or more", e);
        }
    }

    private static int bytes(Headers headers) {
        long bytes = 0;
        for (Header header : headers) {
            bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
        }
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    /** The header's text; empty when it is missing. */
    private static String header(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
