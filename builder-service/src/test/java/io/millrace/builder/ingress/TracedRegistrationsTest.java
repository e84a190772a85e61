package io.millrace.builder.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Decoded;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.RunId;
import io.millrace.events.Source;
import io.millrace.events.TraceContext;
import io.millrace.worker.testing.OpenBroker;
import io.millrace.worker.trace.Span;
import io.millrace.worker.trace.Spans;
import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** How a run's trace begins, on a real broker. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TracedRegistrationsTest {
    private static final String PREFIX = "traced.";
    private static final TopicPartition REGISTRATIONS = new TopicPartition(PREFIX + "model-registered", 0);
    private static final URI SOURCE = URI.create("/millrace/http/digits");
    private static final String SENDER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final RunId RUN = RunId.of(SOURCE, "1");

    private final List<Span> told = new CopyOnWriteArrayList<>();
    private final EmbeddedKafkaBroker broker = OpenBroker.make();

    private final Spans spans = new Spans() {
        @Override
        public boolean areKept() {
            return true;
        }

        @Override
        public void tell(Span span) {
            told.add(span);
        }
    };

    @BeforeEach
    void start() throws Exception {
        broker.start();
        try (var admin = Admin.create(kafka())) {
            admin.createTopics(List.of(new NewTopic(REGISTRATIONS.topic(), 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", broker.getAdvertisedListeners());
    }

    private Envelope registered(Spans to, Optional<String> traceparent) {
        var source = new Source.Git("https://example.org/digits.git", Optional.empty(), Optional.empty());
        var event = new ModelRegistered(new ModelName("digits"), Optional.empty(), source, Optional.empty());
        try (var registrar =
                new KafkaRegistrar(kafka(), "traced-test", PREFIX, Duration.ofSeconds(10), "POST registration", to)) {
            assertThat(registrar
                            .register(new Registration(SOURCE, "1", event, traceparent))
                            .join())
                    .isEqualTo(RUN);
        }
        try (var consumer = new KafkaConsumer<>(kafka(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(REGISTRATIONS));
            consumer.seekToBeginning(List.of(REGISTRATIONS));
            var record = consumer.poll(Duration.ofSeconds(10)).iterator().next();
            return ((Decoded.Event) new EventCodec(PREFIX).decode(record)).envelope();
        }
    }

    @Test
    void the_request_comes_first_and_the_run_goes_on_from_it() {
        Envelope registered = registered(spans, Optional.empty());

        assertThat(registered.trace().traceId()).isEqualTo(TraceContext.of(RUN).traceId());
        assertThat(told).singleElement().satisfies(span -> {
            assertThat(span.trace()).isEqualTo(registered.trace());
            assertThat(span.parent()).isEmpty();
            assertThat(span.kind()).isEqualTo(Span.Kind.SERVER);
            assertThat(span.error()).isEmpty();
        });
    }

    @Test
    void the_request_goes_on_with_the_trace_of_whoever_sent_it() {
        Envelope registered = registered(spans, Optional.of(SENDER));

        assertThat(registered.trace().traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(told).singleElement().satisfies(span -> {
            assertThat(span.trace()).isEqualTo(registered.trace());
            assertThat(span.parent()).contains("00f067aa0ba902b7");
        });
    }

    @Test
    void a_broken_trace_context_is_passed_over() {
        Envelope registered = registered(spans, Optional.of("00-nonsense"));

        assertThat(registered.trace().traceId()).isEqualTo(TraceContext.of(RUN).traceId());
        assertThat(told).singleElement().satisfies(span -> assertThat(span.parent())
                .isEmpty());
    }

    @Test
    void where_traces_go_nowhere_the_senders_context_is_passed_on_as_it_is() {
        Envelope registered = registered(Spans.NOWHERE, Optional.of(SENDER));

        assertThat(registered.traceparent()).contains(SENDER);
    }
}
