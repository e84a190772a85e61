package io.millrace.events;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
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

    private static final String SCHEMA_BASE = "https://millrace.io/schemas/";

    private final String topicPrefix;

    public EventCodec(String topicPrefix) {
        this.topicPrefix = topicPrefix;
    }

    /** Whatever the record holds, this answers with a value. */
    public Decoded decode(ConsumerRecord<byte[], byte @Nullable []> record) {
        byte[] value = record.value();
        if (value == null) {
            return new Decoded.Malformed("the record has no value");
        }
        if (value.length > MAX_VALUE_BYTES) {
            return new Decoded.Malformed("the record's value has " + value.length + " bytes, more than the "
                    + MAX_VALUE_BYTES + " allowed; publish a reference instead");
        }
        try {
            return decode(cloudEvent(record, value));
        } catch (CloudEventRWException | IllegalArgumentException | IllegalStateException | DateTimeException e) {
            return new Decoded.Malformed("not a CloudEvent: " + reason(e));
        }
    }

    /** The record for the event's own topic, keyed by model. */
    public ProducerRecord<byte[], byte[]> encode(Envelope envelope) {
        String topic = EventType.of(envelope.event()).topic().name(topicPrefix);
        byte[] key = envelope.event().key().getBytes(StandardCharsets.UTF_8);
        return KafkaMessageFactory.createWriter(topic, null, null, key).writeBinary(cloudEvent(envelope));
    }

    /** The event as one JSON text, CloudEvents' structured form; {@link #fromJson} reads it. */
    public String toJson(Envelope envelope) {
        return new String(new JsonFormat().serialize(cloudEvent(envelope)), StandardCharsets.UTF_8);
    }

    /** As {@link #decode(ConsumerRecord)}, for the text that {@link #toJson} wrote. */
    public Decoded fromJson(String json) {
        try {
            return decode(Objects.requireNonNull(new JsonFormat().deserialize(json.getBytes(StandardCharsets.UTF_8))));
        } catch (CloudEventRWException | IllegalArgumentException | IllegalStateException | DateTimeException e) {
            return new Decoded.Malformed("not a CloudEvent: " + reason(e));
        }
    }

    private static CloudEvent cloudEvent(ConsumerRecord<byte[], byte @Nullable []> record, byte[] value) {
        Header contentType = record.headers().lastHeader("content-type");
        boolean structured = contentType != null
                && new String(contentType.value(), StandardCharsets.UTF_8).startsWith(JsonFormat.CONTENT_TYPE);
        if (structured) {
            return Objects.requireNonNull(new JsonFormat().deserialize(value));
        }
        return Objects.requireNonNull(
                KafkaMessageFactory.createReader(record.headers(), value).toEvent());
    }

    private static Decoded decode(CloudEvent cloudEvent) {
        Optional<EventType> type = EventType.find(cloudEvent.getType());
        if (type.isEmpty()) {
            return cloudEvent.getType().startsWith(EventType.NAMESPACE)
                    ? new Decoded.UnknownType(cloudEvent.getType())
                    : new Decoded.Malformed("ce_type is '" + Text.excerpt(cloudEvent.getType()) + "', expected one of "
                            + EventType.NAMESPACE + "*");
        }
        if (cloudEvent.getData() == null) {
            return new Decoded.Malformed("the event has no data");
        }
        byte[] data = cloudEvent.getData().toBytes();
        if (data.length > MAX_DATA_BYTES) {
            return new Decoded.Malformed("the event's data has " + data.length + " bytes, more than the "
                    + MAX_DATA_BYTES + " allowed; publish a reference instead");
        }
        try {
            PipelineEvent event = Json.MAPPER.readValue(data, type.get().record());
            return event == null
                    ? new Decoded.Malformed("the event's data is null")
                    : new Decoded.Event(envelope(cloudEvent, event));
        } catch (IOException e) {
            return new Decoded.Malformed(
                    "the event's data does not fit " + type.get().wireName() + ": " + reason(e));
        }
    }

    private static Envelope envelope(CloudEvent cloudEvent, PipelineEvent event) {
        OffsetDateTime time = cloudEvent.getTime();
        return new Envelope(
                cloudEvent.getId(),
                cloudEvent.getSource(),
                time == null ? Instant.EPOCH : time.toInstant(),
                extension(cloudEvent, "attempt").map(Integer::parseInt).orElse(0),
                extension(cloudEvent, "causationid"),
                extension(cloudEvent, "correlationid"),
                extension(cloudEvent, "traceparent"),
                event);
    }

    private static Optional<String> extension(CloudEvent cloudEvent, String name) {
        return Optional.ofNullable(cloudEvent.getExtension(name)).map(Object::toString);
    }

    private static CloudEvent cloudEvent(Envelope envelope) {
        PipelineEvent event = envelope.event();
        EventType type = EventType.of(event);
        CloudEventBuilder builder = CloudEventBuilder.v1()
                .withId(envelope.id())
                .withSource(envelope.source())
                .withType(type.wireName())
                .withSubject(event.subject())
                .withTime(envelope.time().atOffset(ZoneOffset.UTC))
                .withDataSchema(URI.create(SCHEMA_BASE + type.wireName() + ".json"))
                .withDataContentType("application/json")
                .withExtension("partitionkey", event.key())
                .withData(Json.bytes(event));
        event.runRef().ifPresent(run -> builder.withExtension("runid", run.run().value())
                .withExtension("round", Integer.toString(run.round())));
        if (envelope.attempt() > 0) {
            builder.withExtension("attempt", Integer.toString(envelope.attempt()));
        }
        envelope.causationId().ifPresent(id -> builder.withExtension("causationid", id));
        envelope.correlationId().ifPresent(id -> builder.withExtension("correlationid", id));
        envelope.traceparent().ifPresent(parent -> builder.withExtension("traceparent", parent));
        return builder.build();
    }

    /** The innermost message that says something, with the path to the field where Jackson knows it. */
    private static String reason(Exception e) {
        if (e instanceof JsonMappingException mapping) {
            Throwable cause = e instanceof ValueInstantiationException && e.getCause() != null ? e.getCause() : e;
            String message =
                    cause instanceof JacksonException jackson ? jackson.getOriginalMessage() : cause.getMessage();
            String path = mapping.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                    .reduce((outer, inner) -> outer + "." + inner)
                    .orElse("(root)");
            return path + ": " + message;
        }
        if (e instanceof JacksonException jackson) {
            return jackson.getOriginalMessage();
        }
        return String.valueOf(e.getMessage());
    }
}
