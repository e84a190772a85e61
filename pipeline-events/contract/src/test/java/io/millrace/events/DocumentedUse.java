package io.millrace.events;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The Java that {@code docs/events.md} quotes, so that it compiles and does what the document says. */
final class DocumentedUse {
    private DocumentedUse() {}

    static RunId register(String broker) {
        // tag::register[]
        var registration = new ModelRegistered(
                new ModelName("digits-classifier"),
                Optional.empty(), // no version: the commit's short hash becomes it
                new Source.Git(
                        "https://git.example.com/vision/digits.git", Optional.of("main"), Optional.of("models/digits")),
                Optional.of(Map.of("epochs", 30)));

        try (var publisher = new PipelinePublisher(
                Map.of("bootstrap.servers", broker), URI.create("https://ci.example.com/digits"))) {
            return publisher.register(registration, "build-4711").join(); // the same id again is the same run
        }
        // end::register[]
    }

    static void alerts(String broker, Predicate<AlertRaised> page) {
        // tag::alerts[]
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker, "group.id", "pager", "auto.offset.reset", "earliest");
        var codec = new EventCodec(Topic.DEFAULT_PREFIX);
        var bytes = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
            consumer.subscribe(List.of("millrace.alerts"));
            boolean on = true;
            while (on) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    // Anything else is an AlertResolved, an event of a newer release, or not ours: pass over it.
                    if (codec.decode(record) instanceof Decoded.Event decoded
                            && decoded.envelope().event() instanceof AlertRaised alert) {
                        on = page.test(alert);
                    }
                }
            }
        }
        // end::alerts[]
    }
}
