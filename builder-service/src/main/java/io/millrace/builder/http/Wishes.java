package io.millrace.builder.http;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.millrace.builder.ingress.Registration;
import io.millrace.builder.source.GitUrl;
import io.millrace.builder.source.ModelFolder;
import io.millrace.builder.source.SourceRefused;
import io.millrace.builder.source.Told;
import io.millrace.events.Decoded;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.EventType;
import io.millrace.events.HttpEvents;
import io.millrace.events.Json;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.Reasons;
import io.millrace.events.Source;
import io.millrace.events.Topic;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what requests ask for. Nothing that a pipeline would not take gets past it. */
final class Wishes {
    /** What a registration's source begins with, and the model is next: a caller can only repeat ids of its own models. */
    private static final String SOURCE = "/millrace/http/";

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final int MAX_KEY_CHARS = 255;
    private static final String SEE = "see docs/http.md for one that is right";
    private static final ObjectReader WANTED = Json.MAPPER
            .readerFor(Wanted.class)
            .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .withHandler(new KindOfSource());

    private final GitUrl.Rules urls;
    private final EventCodec codec = new EventCodec(Topic.DEFAULT_PREFIX);

    Wishes(GitUrl.Rules urls) {
        this.urls = urls;
    }

    /** @throws Refused if it has a content type that is not read here */
    static HttpEvents.Mode requireEvents(Optional<String> contentType) {
        return contentType
                .flatMap(HttpEvents::mode)
                .orElseThrow(() -> unsupported(
                        contentType,
                        "send application/json with the attributes in ce- headers, application/cloudevents+json, or"
                                + " application/cloudevents-batch+json"));
    }

    /** @throws Refused if it has a content type that is not read here */
    static HttpEvents.Mode requireJson(Optional<String> contentType) {
        return contentType
                .flatMap(HttpEvents::mode)
                .filter(HttpEvents.Mode.BINARY::equals)
                .orElseThrow(() -> unsupported(contentType, "send application/json; events go to /events"));
    }

    private static Refused unsupported(Optional<String> contentType, String remedy) {
        return new Refused(
                Refusal.UNSUPPORTED_CONTENT,
                contentType
                        .map(type -> "the header Content-Type is " + Told.quoted(type))
                        .orElse("the header Content-Type is missing"),
                remedy);
    }

    /** The events of {@code POST /events}. */
    List<Wish> events(HttpEvents.Mode mode, Request request) {
        return switch (mode) {
            case BINARY -> List.of(wish(HttpEvents.binary(request.headers(), request.body(), request.received())));
            case STRUCTURED -> List.of(wish(HttpEvents.structured(request.body(), request.received())));
            case BATCHED -> batch(request);
        };
    }

    private List<Wish> batch(Request request) {
        try {
            return HttpEvents.batched(request.body(), request.received()).stream()
                    .map(this::wish)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new Refused(Refusal.MALFORMED, String.valueOf(e.getMessage()), SEE);
        }
    }

    private Wish wish(Decoded decoded) {
        return switch (decoded) {
            case Decoded.Event(var envelope) -> wish(envelope);
            case Decoded.UnknownType(var type) -> new Wish.Bad(Optional.empty(), notARegistration(type));
            case Decoded.Malformed(var reason) ->
                new Wish.Bad(Optional.empty(), new Refused(Refusal.MALFORMED, reason, SEE));
        };
    }

    private Wish wish(Envelope envelope) {
        Optional<String> id = Optional.of(envelope.id());
        if (!(envelope.event() instanceof ModelRegistered event)) {
            return new Wish.Bad(
                    id, notARegistration(EventType.of(envelope.event()).wireName()));
        }
        String source = SOURCE + event.model() + "?source="
                + URLEncoder.encode(envelope.source().toString(), StandardCharsets.UTF_8);
        return checked(new Registration(URI.create(source), envelope.id(), event, envelope.traceparent()), id);
    }

    private static Refused notARegistration(String type) {
        return new Refused(
                Refusal.NOT_A_REGISTRATION,
                "type is " + Told.quoted(type) + ", which nobody may send here",
                "send " + EventType.MODEL_REGISTERED.wireName());
    }

    /** The version of {@code POST /models/<model>/versions}. */
    Wish version(String model, Request request) {
        Optional<String> key = request.header(IDEMPOTENCY_KEY);
        try {
            key.ifPresent(Wishes::requireShort);
            var name = new ModelName(model);
            @Nullable Wanted wanted = WANTED.readValue(request.body());
            if (wanted == null) {
                throw new IllegalArgumentException("the body is null, expected an object");
            }
            var registration = new Registration(
                    URI.create(SOURCE + name),
                    key.orElseGet(() -> UUID.randomUUID().toString()),
                    wanted.of(name),
                    request.header("traceparent"));
            return checked(registration, Optional.of(registration.id()));
        } catch (IOException | IllegalArgumentException e) {
            return new Wish.Bad(key, new Refused(Refusal.MALFORMED, Reasons.of(e), SEE));
        }
    }

    private static void requireShort(String key) {
        if (key.length() > MAX_KEY_CHARS) {
            throw new IllegalArgumentException("header " + IDEMPOTENCY_KEY + " has " + key.length()
                    + " characters, expected at most " + MAX_KEY_CHARS);
        }
    }

    private Wish checked(Registration registration, Optional<String> id) {
        try {
            requireFetchable(registration.event().source());
            requireReadable(registration);
            return new Wish.Good(registration);
        } catch (SourceRefused e) {
            return new Wish.Bad(
                    id,
                    new Refused(
                            Refusal.SOURCE_REFUSED,
                            e.failure().summary(),
                            e.failure().remedy()));
        } catch (IllegalArgumentException e) {
            return new Wish.Bad(id, new Refused(Refusal.MALFORMED, String.valueOf(e.getMessage()), SEE));
        }
    }

    /** What the builder would refuse as soon as it sees it. */
    private void requireFetchable(Source source) {
        switch (source) {
            case Source.Git git -> {
                GitUrl.of(git.url(), urls);
                ModelFolder.of(git.path());
            }
            case Source.Unknown(var kind) ->
                throw SourceRefused.because(
                        "unsupported-source",
                        "source.kind is " + Told.quoted(kind) + ", which is not known here",
                        "register a Git repository, kind git");
        }
    }

    /** What we would write must be read again, whole: by its size, and the length of what we add to the source. */
    private void requireReadable(Registration registration) {
        Envelope envelope = registration.envelope(Instant.EPOCH);
        if (codec.fromJson(codec.toJson(envelope)) instanceof Decoded.Malformed(var reason)) {
            throw new IllegalArgumentException(reason);
        }
    }
}
