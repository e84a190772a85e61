package io.millrace.worker.trace;

import io.millrace.worker.WorkerConfig;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Spans go somewhere once OpenTelemetry's own settings say where; they are no keys of ours, and so no mapping of ours. */
class TraceBeans {
    private static final Logger LOG = Logger.getLogger(TraceBeans.class);
    private static final String PREFIX = "otel.";
    private static final List<String> ENDPOINTS =
            List.of("otel.exporter.otlp.endpoint", "otel.exporter.otlp.traces.endpoint");

    @Produces
    @Singleton
    Spans spans(Config config, WorkerConfig worker) {
        boolean wanted = ENDPOINTS.stream()
                .anyMatch(key -> config.getOptionalValue(key, String.class).isPresent());
        boolean disabled =
                config.getOptionalValue("otel.sdk.disabled", Boolean.class).orElse(false);
        if (!wanted || disabled) {
            return Spans.NOWHERE;
        }
        try {
            var spans = new OtlpSpans(settings(config, worker));
            LOG.info("traces are sent");
            return spans;
        } catch (RuntimeException e) {
            // Whatever OpenTelemetry finds wrong with its settings: nobody's run is to wait for that.
            LOG.errorf(e, "traces are not sent: %s", e.getMessage());
            return Spans.NOWHERE;
        }
    }

    private static Map<String, String> settings(Config config, WorkerConfig worker) {
        Map<String, String> settings = new HashMap<>();
        settings.put("otel.exporter.otlp.protocol", "http/protobuf");
        settings.put("otel.service.name", config.getValue("quarkus.application.name", String.class));
        settings.put(
                "otel.resource.attributes",
                "service.namespace=millrace,service.version="
                        + config.getValue("quarkus.application.version", String.class)
                        + ",service.instance.id=" + worker.instance());
        for (String key : config.getPropertyNames()) {
            if (key.startsWith(PREFIX)) {
                config.getOptionalValue(key, String.class).ifPresent(value -> settings.put(key, value));
            }
        }
        return settings;
    }

    void stop(@Disposes Spans spans) throws Exception {
        if (spans instanceof AutoCloseable open) {
            open.close();
        }
    }
}
