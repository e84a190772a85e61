package io.millrace.builder.dialect;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.millrace.events.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the few fields that count out of a body: neither its size, which is bounded before, nor its depth can do harm. */
final class Payload {
    private static final int MAX_DEPTH = 64;

    /** As for events, but for larger documents. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private Payload() {}

    /** @throws DeliveryRefused if a field is missing or of another type */
    static <T> T read(byte[] body, Class<T> type) {
        try (JsonParser parser = JSON.createParser(body)) {
            @Nullable T read = Json.MAPPER.readerFor(type).readValue(parser);
            if (read == null) {
                throw malformed("the body is null");
            }
            return read;
        } catch (JsonMappingException e) {
            throw malformed("the body is not what this kind of host sends: " + place(e.getPath()));
        } catch (JsonProcessingException e) {
            throw malformed("the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot be read", e);
        }
    }

    static DeliveryRefused malformed(String detail) {
        return new DeliveryRefused(
                Refusal.MALFORMED, detail, "see that the webhook's address ends with the name of its kind of host");
    }

    /** What the message of the exception itself would say repeats what the sender wrote. */
    private static String place(List<JsonMappingException.Reference> path) {
        return path.isEmpty()
                ? "not an object"
                : "field '"
                        + path.stream()
                                .map(step -> step.getFieldName() == null
                                        ? Integer.toString(step.getIndex())
                                        : step.getFieldName())
                                .collect(Collectors.joining("."))
                        + "' is missing or of another type";
    }
}
