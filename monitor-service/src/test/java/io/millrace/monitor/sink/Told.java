package io.millrace.monitor.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.events.AlertRaised;
import io.millrace.events.Envelope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Notices, and what is made of them. */
final class Told {
    private Told() {}

    static Notice of(Envelope envelope) {
        return new Standing(10).after(envelope).orElseThrow();
    }

    /** That an alert is resolved that is known to stand. */
    static Notice resolution(Envelope raised, Envelope resolution) {
        return new Notice(resolution, Optional.of(new Raised((AlertRaised) raised.event(), raised.time())));
    }

    static JsonNode body(Optional<Request> request) {
        return body(request.orElseThrow());
    }

    static JsonNode body(Request request) {
        try {
            return new ObjectMapper().readTree(new String(request.body(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
