package io.millrace.builder.mlflow;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.millrace.events.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The few fields that count of what MLflow's REST API 2.0 answers. */
final class Wire {
    private static final int MAX_DEPTH = 64;
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    /** As for events, but for larger documents. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private Wire() {}

    /** Something in an answer is not what it should be; the message says what. */
    static final class Strange extends RuntimeException {
        Strange(String why) {
            super(why, null, false, false);
        }
    }

    /** @throws Strange if a field is missing or of another type */
    static <T> T read(byte[] body, Class<T> type) {
        try (JsonParser parser = JSON.createParser(body)) {
            @Nullable T read = Json.MAPPER.readerFor(type).readValue(parser);
            if (read == null) {
                throw new Strange("it is null");
            }
            return read;
        } catch (JsonMappingException e) {
            throw new Strange(place(e.getPath()));
        } catch (JsonProcessingException e) {
            throw new Strange("it is not JSON");
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot be read", e);
        }
    }

    private static String place(List<JsonMappingException.Reference> path) {
        return path.isEmpty()
                ? "it is not an object"
                : "its field '"
                        + path.stream()
                                .map(step -> step.getFieldName() == null
                                        ? Integer.toString(step.getIndex())
                                        : step.getFieldName())
                                .collect(Collectors.joining("."))
                        + "' is missing or of another type";
    }

    private static long number(String field, String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new Strange("its field '" + field + "' is not a version's number");
        }
        return Long.parseLong(text);
    }

    /** Of {@code model-versions/get}. */
    record OneVersion(@JsonProperty("model_version") Version modelVersion) {}

    /** Of {@code model-versions/search}. */
    record Versions(
            @JsonProperty("model_versions") Optional<List<Version>> modelVersions,
            @JsonProperty("next_page_token") Optional<String> nextPageToken) {
        Registry.Page page() {
            return new Registry.Page(
                    modelVersions.orElse(List.of()).stream()
                            .map(Version::modelVersion)
                            .toList(),
                    nextPageToken.filter(token -> !token.isEmpty()));
        }
    }

    record Version(
            String version,
            @JsonProperty("creation_timestamp") long creationTimestamp,
            Optional<String> status,
            @JsonProperty("run_id") Optional<String> runId,
            Optional<List<Tag>> tags,
            Optional<List<String>> aliases) {
        ModelVersion modelVersion() {
            if (creationTimestamp < 0) {
                throw new Strange("its field 'creation_timestamp' is negative");
            }
            return new ModelVersion(
                    number("version", version),
                    creationTimestamp,
                    status.orElse("READY").equals("READY"),
                    runId.filter(id -> !id.isEmpty()),
                    texts(tags),
                    aliases.orElse(List.of()));
        }
    }

    /** @param value absent where it is the empty text */
    record Tag(String key, Optional<String> value) {}

    /** Of {@code registered-models/get}. */
    record OneModel(@JsonProperty("registered_model") Model registeredModel) {
        Map<String, Long> aliases() {
            var byName = new LinkedHashMap<String, Long>();
            registeredModel
                    .aliases()
                    .orElse(List.of())
                    .forEach(one -> byName.put(one.alias(), number("aliases.version", one.version())));
            return byName;
        }
    }

    record Model(Optional<List<Alias>> aliases) {}

    record Alias(String alias, String version) {}

    /** Of any request that goes wrong. */
    record Error(@JsonProperty("error_code") String errorCode) {}

    /** Of {@code runs/get}. */
    record OneRun(Run run) {
        Map<String, String> tags() {
            return texts(run.data().flatMap(Data::tags));
        }
    }

    record Run(Optional<Data> data) {}

    record Data(Optional<List<Tag>> tags) {}

    private static Map<String, String> texts(Optional<List<Tag>> tags) {
        var byKey = new LinkedHashMap<String, String>();
        tags.orElse(List.of()).forEach(tag -> byKey.put(tag.key(), tag.value().orElse("")));
        return byKey;
    }
}
