package io.millrace.builder.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.builder.ingress.Registration;
import io.millrace.events.Json;
import io.millrace.events.RunId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The registrations of late, by the hash of what they say. A convenience: of one that is forgotten here, at a restart for
 * example, the pipeline keeps the first and passes over the others.
 */
final class Known {
    private final Map<RunId, Content> contents;

    /** @param most how many are remembered */
    Known(int most) {
        this.contents = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<RunId, Content> eldest) {
                return size() > most;
            }
        };
    }

    private record Content(String hash, boolean acknowledged) {}

    /**
     * Remembers what they say, before it is sent: an id that may have reached the broker says nothing else any more.
     *
     * @return the first of them of which the id was used for something else; then nothing is remembered
     */
    synchronized Optional<Registration> claim(List<Registration> registrations) {
        var claimed = new HashMap<RunId, Content>();
        for (Registration one : registrations) {
            var content = new Content(hash(one), false);
            Content before = contents.getOrDefault(one.run(), claimed.getOrDefault(one.run(), content));
            if (!before.hash().equals(content.hash())) {
                return Optional.of(one);
            }
            claimed.put(one.run(), before);
        }
        contents.putAll(claimed);
        return Optional.empty();
    }

    synchronized void acknowledge(Registration registration) {
        contents.put(registration.run(), new Content(hash(registration), true));
    }

    synchronized boolean isAcknowledged(Registration registration) {
        return Optional.ofNullable(contents.get(registration.run()))
                .map(Content::acknowledged)
                .orElse(false);
    }

    private static String hash(Registration registration) {
        try {
            return DigestUtils.sha256Hex(Json.MAPPER.writeValueAsBytes(registration.event()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a registration that cannot be written: " + registration, e);
        }
    }
}
