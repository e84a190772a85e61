package io.millrace.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run's workloads reported last, while they run.
 *
 * @param byStage the latest value of each metric, by stage and by name
 */
public record LiveMetrics(Map<String, Map<String, Double>> byStage) {
    public static final LiveMetrics NONE = new LiveMetrics(Map.of());

    /** From the monitor's history of a run. */
    static LiveMetrics of(JsonNode history) {
        var byStage = new LinkedHashMap<String, Map<String, Double>>();
        for (JsonNode series : history.path("series")) {
            JsonNode points = series.path("points");
            if (!points.isEmpty()) {
                byStage.computeIfAbsent(series.path("stage").asText(), absent -> new LinkedHashMap<>())
                        .put(
                                series.path("metric").asText(),
                                points.get(points.size() - 1).path("value").asDouble());
            }
        }
        return new LiveMetrics(byStage);
    }

    public Map<String, Double> of(String stage) {
        return byStage.getOrDefault(stage, Map.of());
    }
}
