package io.millrace.worker.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.events.RunId;
import io.millrace.events.TraceContext;
import io.millrace.worker.WorkerConfig;
import io.millrace.worker.testing.Collector;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What of OpenTelemetry's settings a worker goes by. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TraceBeansTest {
    private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
    private static final Instant NINE = Instant.parse("2026-01-05T09:00:00Z");
    private static final TraceContext TRACE = TraceContext.of(RunId.of(URI.create("/test"), "1"));

    private final Collector collector = new Collector();
    private final TraceBeans beans = new TraceBeans();

    @AfterEach
    void close() {
        collector.close();
    }

    private Spans spans(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of(
                "quarkus.application.name",
                "trainer-service",
                "quarkus.application.version",
                "1.2.3",
                "millrace.stage",
                "train",
                "millrace.instance",
                "trainer-2"));
        all.putAll(settings);
        var config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .withMapping(WorkerConfig.class)
                .addDefaultInterceptors()
                .build();
        return beans.spans(config, config.getConfigMapping(WorkerConfig.class));
    }

    private static Span span(String name, Instant start, Instant end) {
        return new Span(TRACE, Optional.empty(), Span.Kind.PRODUCER, name, start, end, Map.of("millrace.run", "r"));
    }

    private Collector.Told told(Map<String, String> settings, Span span) throws Exception {
        Spans spans = spans(settings);
        spans.tell(span);
        // What was told last is sent before the worker ends.
        beans.stop(spans);
        return await().until(collector::told, all -> !all.isEmpty()).getFirst();
    }

    @Test
    void without_an_endpoint_nothing_is_kept() {
        assertThat(spans(Map.of())).isSameAs(Spans.NOWHERE);
        assertThat(spans(Map.of("otel.service.name", "mine"))).isSameAs(Spans.NOWHERE);
    }

    @Test
    void what_is_switched_off_is_off_whatever_else_is_set() {
        assertThat(spans(Map.of(ENDPOINT, collector.endpoint(), "otel.sdk.disabled", "true")))
                .isSameAs(Spans.NOWHERE);
    }

    @Test
    void a_span_comes_with_the_ids_that_it_was_given_and_names_its_worker() throws Exception {
        Collector.Told told =
                told(Map.of(ENDPOINT, collector.endpoint()), span("image.built.v1", NINE, NINE.plusMillis(5)));

        assertThat(told.trace()).isEqualTo(TRACE.traceId());
        assertThat(told.id()).isEqualTo(TRACE.spanId());
        assertThat(told.parent()).isEmpty();
        assertThat(told.service()).isEqualTo("trainer-service");
        assertThat(told.kind()).isEqualTo("PRODUCER");
        assertThat(told.nanos()).isEqualTo(5_000_000);
    }

    @Test
    void opentelemetrys_own_settings_are_stronger_than_ours() throws Exception {
        Collector.Told told = told(
                Map.of(
                        "otel.exporter.otlp.traces.endpoint",
                        collector.endpoint() + "/v1/traces",
                        "otel.service.name",
                        "mine"),
                span("s", NINE, NINE));

        assertThat(told.service()).isEqualTo("mine");
    }

    @Test
    void settings_that_are_none_keep_no_worker_from_its_work() {
        assertThat(spans(Map.of(ENDPOINT, collector.endpoint(), "otel.exporter.otlp.protocol", "grpc")))
                .isSameAs(Spans.NOWHERE);
        assertThat(spans(Map.of(ENDPOINT, "nonsense"))).isSameAs(Spans.NOWHERE);
    }

    @Test
    void that_nobody_listens_keeps_nobody_waiting() {
        Spans spans = spans(Map.of(ENDPOINT, "http://127.0.0.1:1"));

        for (int i = 0; i < 10_000; i++) {
            spans.tell(span("s", NINE, NINE));
        }

        assertThat(spans.areKept()).isTrue();
    }

    @Test
    void a_strangers_clock_is_not_believed_beyond_what_can_be() {
        assertThat(span("s", Instant.EPOCH, NINE).start()).isEqualTo(NINE);
        assertThat(span("s", NINE.plusSeconds(1), NINE).start()).isEqualTo(NINE);
        assertThat(span("s", NINE.minusSeconds(60), NINE).start()).isEqualTo(NINE.minusSeconds(60));
    }
}
