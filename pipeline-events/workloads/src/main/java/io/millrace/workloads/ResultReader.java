package io.millrace.workloads;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.millrace.events.Failure;
import io.millrace.events.Json;
import io.millrace.events.Metrics;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads a result file field by field, to be able to name the one that is wrong. */
final class ResultReader {
    private static final int MAX_METRICS = 500;
    private static final int MAX_DIGEST_CHARS = 200;

    /** Python writes NaN as a bare word; read, it can be named, where a syntax error could not. */
    private static final ObjectReader READER = Json.MAPPER.reader().with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS);

    private ResultReader() {}

    static ResultFile read(String json) {
        try {
            JsonNode root = READER.readTree(json);
            if (!root.isObject()) {
                throw new Wrong("it holds " + shown(root) + ", expected an object such as {\"metrics\": {…}}");
            }
            return new ResultFile.Read(
                    metrics("metrics", root.path("metrics")), slices(root.path("slices")), digest(root));
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
            return broken("it is not JSON: " + e.getOriginalMessage() + where);
        } catch (Wrong e) {
            return broken(e.what);
        }
    }

    private static Map<String, Metrics> slices(JsonNode slices) throws Wrong {
        var read = new LinkedHashMap<String, Metrics>();
        for (var slice : fields("slices", slices).properties()) {
            String field = "slices." + named("slices", slice.getKey());
            read.put(slice.getKey(), metrics(field, slice.getValue()));
        }
        return Collections.unmodifiableMap(read);
    }

    private static Metrics metrics(String field, JsonNode metrics) throws Wrong {
        var read = new LinkedHashMap<String, Double>();
        for (var metric : fields(field, metrics).properties()) {
            String name = field + "." + named(field, metric.getKey());
            JsonNode value = metric.getValue();
            if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
                throw new Wrong(name + " is " + shown(value) + ", expected a finite number");
            }
            read.put(metric.getKey(), value.doubleValue());
        }
        return new Metrics(read);
    }

    private static JsonNode fields(String field, JsonNode object) throws Wrong {
        if (object.isMissingNode() || object.isNull()) {
            return Json.MAPPER.createObjectNode();
        }
        if (!object.isObject()) {
            throw new Wrong(field + " is " + shown(object) + ", expected an object");
        }
        if (object.size() > MAX_METRICS) {
            throw new Wrong(field + " has " + object.size() + " fields, at most " + MAX_METRICS + " are read");
        }
        return object;
    }

    private static String named(String field, String name) throws Wrong {
        if (!MetricName.isFit(name)) {
            throw new Wrong(field + " has a field named '" + Excerpt.of(name, 60) + "', expected a name of 1 to "
                    + MetricName.MAX_CHARS + " characters without control characters");
        }
        return name;
    }

    private static Optional<String> digest(JsonNode root) throws Wrong {
        JsonNode digest = root.path("dataDigest");
        if (digest.isMissingNode() || digest.isNull()) {
            return Optional.empty();
        }
        if (!digest.isTextual() || digest.textValue().length() > MAX_DIGEST_CHARS) {
            throw new Wrong("dataDigest is " + shown(digest) + ", expected a text of at most " + MAX_DIGEST_CHARS
                    + " characters");
        }
        return Optional.of(digest.textValue());
    }

    private static String shown(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case NULL -> "null";
            case MISSING -> "nothing";
            case NUMBER -> Excerpt.of(value.asText(), 60);
            default -> Excerpt.of(value.toString(), 60);
        };
    }

    private static ResultFile broken(String what) {
        return new ResultFile.Broken(Failure.userError(
                "result-invalid",
                "the result file (MILLRACE_RESULT) cannot be used: " + what,
                "Write one JSON object like {\"metrics\": {\"accuracy\": 0.93}} with finite numbers only."));
    }

    /** Ends the reading; never leaves this class. */
    private static final class Wrong extends Exception {
        private final String what;

        Wrong(String what) {
            super(what, null, false, false);
            this.what = what;
        }
    }
}
