package io.millrace.worker.trace;

import io.millrace.events.TraceContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Sends spans as OpenTelemetry's SDK does, in batches, by a thread of its own. Nothing of it is loaded before it is made. */
final class OtlpSpans implements Spans, AutoCloseable {
    private static final long CLOSE_PATIENCE_SECONDS = 3;

    /** Traces alone: metrics are asked for by Prometheus, and logs go to the standard output. */
    private static final Map<String, String> ALWAYS =
            Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none");

    private final GivenIds ids = new GivenIds();
    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;

    /** @param settings OpenTelemetry's own, {@code otel.*}; the environment wins over them */
    OtlpSpans(Map<String, String> settings) {
        this.sdk = AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                .addPropertiesSupplier(() -> settings)
                .addPropertiesCustomizer(ignored -> ALWAYS)
                .addTracerProviderCustomizer((provider, ignored) -> provider.setIdGenerator(ids))
                .build()
                .getOpenTelemetrySdk();
        this.tracer = sdk.getTracer("io.millrace");
    }

    @Override
    public boolean areKept() {
        return true;
    }

    @Override
    public void tell(Span span) {
        if (!span.trace().isRecorded()) {
            return;
        }
        SpanBuilder builder = tracer.spanBuilder(span.name())
                .setSpanKind(SpanKind.valueOf(span.kind().name()))
                .setStartTimestamp(span.start())
                .setParent(span.parent()
                        .map(parent -> parent(span.trace(), parent))
                        .orElseGet(Context::root));
        span.attributes().forEach((key, value) -> set(builder, key, value));
        io.opentelemetry.api.trace.Span told = ids.using(span.trace(), builder::startSpan);
        span.error().ifPresent(why -> told.setStatus(StatusCode.ERROR, why));
        told.end(span.end());
    }

    private static Context parent(TraceContext trace, String spanId) {
        var parent = SpanContext.createFromRemoteParent(
                trace.traceId(), spanId, TraceFlags.fromHex(trace.flags(), 0), TraceState.getDefault());
        return Context.root().with(io.opentelemetry.api.trace.Span.wrap(parent));
    }

    private static void set(SpanBuilder builder, String key, Object value) {
        if (value instanceof Number number) {
            builder.setAttribute(AttributeKey.longKey(key), number.longValue());
        } else {
            builder.setAttribute(key, value.toString());
        }
    }

    /** Waits a little for what was told last. */
    @Override
    public void close() {
        sdk.shutdown().join(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
