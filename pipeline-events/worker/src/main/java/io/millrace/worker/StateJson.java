package io.millrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.millrace.events.Decoded;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.worker.run.Held;
import io.millrace.worker.run.Orders;
import io.millrace.worker.run.Stop;
import java.io.IOException;

/** What a worker remembers as JSON, one record for each run and some beside; {@code kind} tells a run's state. */
class StateJson {
    private final ObjectMapper mapper;

    StateJson(EventCodec codec) {
        var envelopes = new SimpleModule();
        envelopes.addSerializer(Envelope.class, new EnvelopeWriter(codec));
        envelopes.addDeserializer(Envelope.class, new EnvelopeReader(codec));
        this.mapper = JsonMapper.builder()
                .addModules(new Jdk8Module(), new JavaTimeModule(), envelopes)
                .addMixIn(Held.class, HeldKinds.class)
                .addMixIn(Held.Active.class, HeldKinds.class)
                .addMixIn(Stop.class, StopKinds.class)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    byte[] write(Held held) {
        return bytes(held);
    }

    byte[] write(Orders orders) {
        return bytes(orders);
    }

    byte[] write(ModelState state) {
        return bytes(state);
    }

    Held readHeld(byte[] json) throws IOException {
        return mapper.readValue(json, Held.class);
    }

    Orders readOrders(byte[] json) throws IOException {
        return mapper.readValue(json, Orders.class);
    }

    ModelState readModel(byte[] json) throws IOException {
        return mapper.readValue(json, ModelState.class);
    }

    private byte[] bytes(Object value) {
        try {
            return mapper.writeValueAsString(value).getBytes(UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("state that cannot be written: " + value, e);
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Held.Waiting.class, name = "waiting"),
        @JsonSubTypes.Type(value = Held.Running.class, name = "running"),
        @JsonSubTypes.Type(value = Held.Parked.class, name = "parked"),
        @JsonSubTypes.Type(value = Held.Stopping.class, name = "stopping"),
        @JsonSubTypes.Type(value = Held.Concluding.class, name = "concluding"),
        @JsonSubTypes.Type(value = Held.Closing.class, name = "closing"),
        @JsonSubTypes.Type(value = Held.Concluded.class, name = "concluded")
    })
    private interface HeldKinds {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "because")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Stop.Cancelled.class, name = "cancelled"),
        @JsonSubTypes.Type(value = Stop.NewRound.class, name = "new-round"),
        @JsonSubTypes.Type(value = Stop.Superseded.class, name = "superseded"),
        @JsonSubTypes.Type(value = Stop.Overdue.class, name = "overdue")
    })
    private interface StopKinds {}

    /** Events inside the state are CloudEvents in structured form: readable, and read by what reads all events. */
    private static final class EnvelopeWriter extends JsonSerializer<Envelope> {
        private final EventCodec codec;

        EnvelopeWriter(EventCodec codec) {
            this.codec = codec;
        }

        @Override
        public void serialize(Envelope envelope, JsonGenerator json, SerializerProvider provider) throws IOException {
            codec.writeJson(envelope, json);
        }

        @Override
        public void serializeWithType(
                Envelope envelope, JsonGenerator json, SerializerProvider provider, TypeSerializer type)
                throws IOException {
            serialize(envelope, json, provider);
        }
    }

    private static final class EnvelopeReader extends JsonDeserializer<Envelope> {
        private final EventCodec codec;

        EnvelopeReader(EventCodec codec) {
            this.codec = codec;
        }

        @Override
        public Envelope deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return switch (codec.fromJson(json.readValueAsTree().toString())) {
                case Decoded.Event(var envelope) -> envelope;
                case Decoded.UnknownType(var name) -> throw new IOException("an event of unknown type " + name);
                case Decoded.Malformed(var reason) -> throw new IOException("an event that " + reason);
            };
        }
    }
}
