package io.millrace.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Events as HTTP requests: CloudEvents 1.0, HTTP protocol binding, read in binary, structured and batched mode. An event
 * without a time gets the one at which it was received. The size of a body is for whoever receives it to bound.
 */
public final class HttpEvents {
    private static final String BATCHED_JSON = "application/cloudevents-batch+json";
    private static final String JSON = "application/json";
    private static final String PREFIX = "ce-";

    private HttpEvents() {}

    /** How an event stands in a request. */
    public enum Mode {
        /** The attributes are headers, the body is the data. */
        BINARY,
        /** The body is the event. */
        STRUCTURED,
        /** The body is a list of events. */
        BATCHED
    }

    /** By the request's content type; empty if it is none that is read here. */
    public static Optional<Mode> mode(String contentType) {
        return switch (contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT)) {
            case JSON -> Optional.of(Mode.BINARY);
            case EventCodec.STRUCTURED_JSON -> Optional.of(Mode.STRUCTURED);
            case BATCHED_JSON -> Optional.of(Mode.BATCHED);
            default -> Optional.empty();
        };
    }

    /** @param headers of the request; those that do not concern the event are passed over */
    public static Decoded binary(Iterable<Map.Entry<String, String>> headers, byte[] body, Instant received) {
        try {
            return EventCodec.binary("header " + PREFIX, attributes(headers), body, received);
        } catch (IllegalArgumentException e) {
            return new Decoded.Malformed("not a CloudEvent: " + e.getMessage());
        }
    }

    public static Decoded structured(byte[] body, Instant received) {
        return EventCodec.structured(body, received);
    }

    /**
     * One answer for each event of the list, in its order.
     *
     * @throws IllegalArgumentException if the body is no list; says why
     */
    public static List<Decoded> batched(byte[] body, Instant received) {
        var events = new ArrayList<Decoded>();
        for (JsonNode event : list(body)) {
            events.add(EventCodec.structured(event, received));
        }
        return events;
    }

    private static ArrayNode list(byte[] body) {
        try {
            if (Json.BATCHED.readTree(body) instanceof ArrayNode list) {
                return list;
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("not a batch of CloudEvents: " + Reasons.of(e), e);
        }
        throw new IllegalArgumentException("not a batch of CloudEvents: the body is not a JSON list");
    }

    private static Headers attributes(Iterable<Map.Entry<String, String>> headers) {
        var attributes = new RecordHeaders();
        for (Map.Entry<String, String> header : headers) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith(PREFIX)) {
                String attribute = name.substring(PREFIX.length());
                attributes.add(
                        "ce_" + attribute, decoded(name, header.getValue()).getBytes(StandardCharsets.UTF_8));
            } else if (name.equals("content-type")) {
                attributes.add(name, header.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return attributes;
    }

    /** What is not printable ASCII is percent-encoded in the binding; a plus is a plus, other than in forms. */
    private static String decoded(String name, String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "header " + name + " is '" + Text.excerpt(value)
                            + "', expected a % only before two hexadecimal digits",
                    e);
        }
    }
}
