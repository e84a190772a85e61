package io.millrace.events;

import static java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME;

import io.cloudevents.CloudEvent;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * What we read of a CloudEvent besides its data.
 *
 * @param extensions by their names
 */
record Attributes(String id, URI source, String type, Optional<OffsetDateTime> time, Map<String, String> extensions) {
    private static final String PREFIX = "ce_";
    private static final Set<String> EXTENSIONS =
            Set.of("partitionkey", "runid", "round", "attempt", "causationid", "correlationid", "traceparent");
    /** All that {@link EventCodec#encode} writes. */
    private static final Set<String> OURS = Stream.concat(
                    EXTENSIONS.stream(),
                    Stream.of("specversion", "id", "source", "type", "subject", "time", "dataschema"))
            .collect(Collectors.toUnmodifiableSet());

    /** All that is written of an event besides its data, as CloudEvents' JSON format has it, in that order. */
    static Map<String, String> written(Envelope envelope) {
        PipelineEvent event = envelope.event();
        String type = EventType.of(event).wireName();
        var written = new LinkedHashMap<String, String>();
        written.put("specversion", EventCodec.SPEC_VERSION);
        written.put("id", envelope.id());
        written.put("source", envelope.source().toString());
        written.put("type", type);
        written.put("datacontenttype", "application/json");
        written.put("dataschema", EventCodec.schemaOf(type));
        written.put("subject", event.subject());
        written.put("time", ISO_OFFSET_DATE_TIME.format(envelope.time().atOffset(ZoneOffset.UTC)));
        written.put("partitionkey", event.key());
        event.runRef().ifPresent(run -> {
            written.put("runid", run.run().value());
            written.put("round", Integer.toString(run.round()));
        });
        if (envelope.attempt() > 0) {
            written.put("attempt", Integer.toString(envelope.attempt()));
        }
        envelope.causationId().ifPresent(id -> written.put("causationid", id));
        envelope.correlationId().ifPresent(id -> written.put("correlationid", id));
        envelope.traceparent().ifPresent(parent -> written.put("traceparent", parent));
        return written;
    }

    static Attributes of(CloudEvent event) {
        var extensions = new HashMap<String, String>();
        for (String name : EXTENSIONS) {
            Optional.ofNullable(event.getExtension(name)).ifPresent(value -> extensions.put(name, value.toString()));
        }
        return new Attributes(
                event.getId(), event.getSource(), event.getType(), Optional.ofNullable(event.getTime()), extensions);
    }

    /**
     * Of headers as we write them ourselves, each attribute once and none of others'. It is a fifth of the work of reading
     * an event to have the SDK do that; whatever looks different is for the SDK to judge.
     *
     * @return empty if it looks different
     */
    static Optional<Attributes> ofOurs(Headers headers) {
        var found = new HashMap<String, String>();
        for (Header header : headers) {
            String key = header.key();
            byte[] value = header.value();
            if (!key.startsWith(PREFIX)) {
                continue;
            }
            String name = key.substring(PREFIX.length());
            if (value == null
                    || value.length == 0
                    || !OURS.contains(name)
                    || found.put(name, new String(value, StandardCharsets.UTF_8)) != null) {
                return Optional.empty();
            }
        }
        return of(found);
    }

    private static Optional<Attributes> of(Map<String, String> found) {
        String version = found.get("specversion");
        String id = found.get("id");
        String source = found.get("source");
        String type = found.get("type");
        String schema = found.get("dataschema");
        String time = found.get("time");
        if (id == null
                || source == null
                || type == null
                || !EventCodec.SPEC_VERSION.equals(version)
                || !EventCodec.schemaOf(type).equals(schema)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Attributes(
                    id, new URI(source), type, Optional.ofNullable(time).map(OffsetDateTime::parse), found));
        } catch (URISyntaxException | DateTimeException e) {
            return Optional.empty();
        }
    }

    Optional<String> extension(String name) {
        return Optional.ofNullable(extensions.get(name)).filter(text -> !text.isBlank());
    }
}
