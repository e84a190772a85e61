package io.millrace.worker.testing;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** What OpenTelemetry's exporters send spans to, and remembers them. */
public final class Collector implements AutoCloseable {
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /**
     * A span as it came over the network.
     *
     * @param service that sent it
     * @param parent  empty for the first of a trace
     */
    public record Told(
            String service,
            String trace,
            String id,
            Optional<String> parent,
            String name,
            String kind,
            boolean failed,
            long nanos,
            Map<String, String> attributes) {

        public String attribute(String key) {
            return attributes.getOrDefault(key, "");
        }
    }

    public Collector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", this::take);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** What goes into {@code otel.exporter.otlp.endpoint}. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** All that was told so far. */
    public List<Told> told() {
        return List.copyOf(told);
    }

    /** All that was told of the traces in which something was told of this run. */
    public List<Told> traceOf(String run) {
        var traces = told.stream()
                .filter(span -> span.attribute("millrace.run").equals(run))
                .map(Told::trace)
                .collect(Collectors.toSet());
        return told.stream().filter(span -> traces.contains(span.trace())).toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            ExportTraceServiceRequest.parseFrom(exchange.getRequestBody())
                    .getResourceSpansList()
                    .forEach(this::take);
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private void take(ResourceSpans spans) {
        String service = service(spans.getResource());
        spans.getScopeSpansList().forEach(scope -> scope.getSpansList().forEach(span -> told.add(told(service, span))));
    }

    private static String service(Resource resource) {
        return attributes(resource.getAttributesList()).getOrDefault("service.name", "");
    }

    private static Told told(String service, Span span) {
        return new Told(
                service,
                hex(span.getTraceId()),
                hex(span.getSpanId()),
                Optional.of(hex(span.getParentSpanId())).filter(id -> !id.isEmpty()),
                span.getName(),
                span.getKind().name().replace("SPAN_KIND_", ""),
                span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
                span.getEndTimeUnixNano() - span.getStartTimeUnixNano(),
                attributes(span.getAttributesList()));
    }

    private static Map<String, String> attributes(List<KeyValue> given) {
        return given.stream().collect(Collectors.toMap(KeyValue::getKey, each -> text(each.getValue())));
    }

    private static String text(AnyValue value) {
        return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
