package io.millrace.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A document with one of its values left out, or replaced by a value of each type. */
final class Mutations {
    private static final List<String> OTHERS = List.of("null", "\"~\"", "7", "-7", "1.5", "true", "[]", "{}", "[null]");

    private final ObjectNode document;
    private final Map<String, JsonNode> found = new LinkedHashMap<>();

    private Mutations(ObjectNode document) {
        this.document = document;
    }

    /** By what was done, for example {@code run.round = null}. */
    static Map<String, JsonNode> of(JsonNode document) {
        var mutations = new Mutations(document.deepCopy());
        mutations.visit("", mutations.document);
        return mutations.found;
    }

    private void visit(String path, JsonNode at) {
        if (at instanceof ObjectNode object) {
            for (String field : fieldsOf(object)) {
                mutate(path + "." + field, object, field);
                visit(path + "." + field, object.get(field));
            }
        } else if (at instanceof ArrayNode array) {
            array.forEach(element -> visit(path + "[]", element));
        }
    }

    private void mutate(String path, ObjectNode object, String field) {
        JsonNode original = object.remove(field);
        found.put(path + " left out", document.deepCopy());
        for (String other : OTHERS) {
            object.set(field, Golden.tree(other));
            found.put(path + " = " + other, document.deepCopy());
        }
        object.set(field, original);
    }

    private static List<String> fieldsOf(ObjectNode object) {
        var fields = new ArrayList<String>();
        object.fieldNames().forEachRemaining(fields::add);
        return fields;
    }
}
