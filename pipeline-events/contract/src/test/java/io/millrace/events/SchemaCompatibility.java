package io.millrace.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells whether a schema may replace a published one: every old producer's event stays readable by a new consumer, and
 * every new producer's by an old consumer. Only optional fields may be added.
 */
final class SchemaCompatibility {
    private static final Set<String> PROSE =
            Set.of("$schema", "$id", "$comment", "$defs", "title", "description", "examples", "default");

    private final JsonNode before;
    private final JsonNode after;
    private final List<String> breaks = new ArrayList<>();
    private final Set<String> beingCompared = new HashSet<>();

    private SchemaCompatibility(JsonNode before, JsonNode after) {
        this.before = before;
        this.after = after;
    }

    /** What the change would break, each with the path to it; empty for a change that is allowed. */
    static List<String> breaks(JsonNode before, JsonNode after) {
        var comparison = new SchemaCompatibility(before, after);
        comparison.compare("", before, after);
        return comparison.breaks;
    }

    private void compare(String path, JsonNode oldSchema, JsonNode newSchema) {
        String references =
                oldSchema.path("$ref").asText() + " " + newSchema.path("$ref").asText();
        if (references.isBlank()) {
            compareResolved(path, oldSchema, newSchema);
        } else if (beingCompared.add(references)) { // else a definition that contains itself
            compareResolved(path, oldSchema, newSchema);
            beingCompared.remove(references);
        }
    }

    private void compareResolved(String path, JsonNode oldSchema, JsonNode newSchema) {
        JsonNode was = resolved(oldSchema, before);
        JsonNode is = resolved(newSchema, after);
        for (String keyword : keywords(was, is)) {
            switch (keyword) {
                case "properties" -> compareProperties(path, was, is);
                case "required" -> compareRequired(path, was, is);
                default -> compareKeyword(path + "#" + keyword, was.path(keyword), is.path(keyword));
            }
        }
    }

    private void compareProperties(String path, JsonNode was, JsonNode is) {
        was.path("properties").properties().forEach(property -> {
            String field = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
            JsonNode now = is.path("properties").path(property.getKey());
            if (now.isMissingNode()) {
                breaks.add(field + " was removed");
            } else {
                compare(field, property.getValue(), now);
            }
        });
    }

    private void compareRequired(String path, JsonNode was, JsonNode is) {
        Set<String> wanted = texts(was.path("required"));
        Set<String> wants = texts(is.path("required"));
        String prefix = path.isEmpty() ? "" : path + ".";
        wants.stream()
                .filter(field -> !wanted.contains(field))
                .forEach(field -> breaks.add(prefix + field + " became required"));
        wanted.stream()
                .filter(field -> !wants.contains(field))
                .forEach(field -> breaks.add(prefix + field + " is no longer required, but older consumers need it"));
    }

    private void compareKeyword(String path, JsonNode was, JsonNode is) {
        if (was.isObject() && is.isObject()) {
            compare(path, was, is);
        } else if (hasSchemas(was) && hasSchemas(is) && was.size() == is.size()) {
            for (int i = 0; i < was.size(); i++) {
                compare(path + "[" + i + "]", was.get(i), is.get(i));
            }
        } else if (!sameValues(was, is)) {
            breaks.add(path + " was " + shown(was) + ", is " + shown(is));
        }
    }

    private static Set<String> keywords(JsonNode was, JsonNode is) {
        var keywords = new TreeSet<String>();
        was.fieldNames().forEachRemaining(keywords::add);
        is.fieldNames().forEachRemaining(keywords::add);
        keywords.removeAll(PROSE);
        return keywords;
    }

    /** Follows {@code #/$defs/…}: a definition may be renamed, inlined or shared. */
    private static JsonNode resolved(JsonNode schema, JsonNode root) {
        JsonNode reference = schema.path("$ref");
        return reference.isMissingNode()
                ? schema
                : resolved(root.at(reference.asText().substring(1)), root);
    }

    private static boolean hasSchemas(JsonNode keyword) {
        return keyword.isArray() && !keyword.isEmpty() && keyword.get(0).isObject();
    }

    /** In any order: the types of {@code ["string", "null"]}. */
    private static boolean sameValues(JsonNode was, JsonNode is) {
        return was.equals(is) || was.isArray() && is.isArray() && elements(was).equals(elements(is));
    }

    private static Set<JsonNode> elements(JsonNode array) {
        var elements = new HashSet<JsonNode>();
        array.forEach(elements::add);
        return elements;
    }

    private static Set<String> texts(JsonNode array) {
        var texts = new HashSet<String>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "absent" : value.toString();
    }
}
