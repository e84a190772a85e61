package io.millrace.bench.idle;

import io.millrace.events.Candidate;
import io.millrace.events.Decoded;
import io.millrace.events.EventCodec;
import io.millrace.events.EventType;
import io.millrace.events.ImageBuilt;
import io.millrace.events.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What the contract's own example of {@code image.built} carries, so that events are as large as real ones. */
final class ExampleCandidate {
    static final Candidate OF_A_BUILD = read();

    private ExampleCandidate() {}

    private static Candidate read() {
        String path = "/wire/structured/" + EventType.IMAGE_BUILT.wireName() + ".json";
        try (InputStream file = Objects.requireNonNull(EventType.class.getResourceAsStream(path), path)) {
            String json = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            if (new EventCodec(Topic.DEFAULT_PREFIX).fromJson(json) instanceof Decoded.Event(var envelope)
                    && envelope.event() instanceof ImageBuilt built) {
                return built.candidate();
            }
            throw new IllegalStateException(path + " is no image.built");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
