package io.millrace.workloads;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.events.Json;
import java.util.Optional;

/**
 * A number that a workload reports while it runs, as a line of the form
 * {@code {"metric": "loss", "value": 0.31, "step": 12}}.
 *
 * @param name  1 to 100 characters, none of them a control character
 * @param value finite
 * @param step  where in the work it was measured, for example the epoch; absent when the line does not say
 */
public record MetricLine(String name, double value, Optional<Long> step) {
    private static final int MAX_LINE_CHARS = 1024;

    /** What the line reports; empty for every other line, whatever it holds. */
    public static Optional<MetricLine> parse(String line) {
        if (line.isEmpty() || line.charAt(0) != '{' || line.length() > MAX_LINE_CHARS || !line.contains("\"metric\"")) {
            return Optional.empty();
        }
        try {
            return of(Json.MAPPER.readTree(line));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Optional<MetricLine> of(JsonNode json) {
        JsonNode name = json.path("metric");
        JsonNode value = json.path("value");
        JsonNode step = json.path("step");
        boolean stepIsFit = step.isMissingNode() || step.isNull() || isLong(step);
        if (!name.isTextual() || !MetricName.isFit(name.textValue()) || !isFinite(value) || !stepIsFit) {
            return Optional.empty();
        }
        Optional<Long> at = isLong(step) ? Optional.of(step.longValue()) : Optional.empty();
        return Optional.of(new MetricLine(name.textValue(), value.doubleValue(), at));
    }

    private static boolean isFinite(JsonNode value) {
        return value.isNumber() && Double.isFinite(value.doubleValue());
    }

    private static boolean isLong(JsonNode step) {
        return step.isIntegralNumber() && step.canConvertToLong();
    }
}
