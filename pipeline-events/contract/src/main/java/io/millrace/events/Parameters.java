package io.millrace.events;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A workload's parameters: what JSON carries there and back unchanged, copied so that no event changes once made. */
final class Parameters {
    /** Leaves room for what an event puts around them below {@link Json}'s own limit. */
    private static final int MAX_DEPTH = 32;

    private Parameters() {}

    /** @throws IllegalArgumentException naming the parameter that JSON does not carry */
    static Map<String, Object> copyOf(Map<String, Object> parameters) {
        return object("", parameters, MAX_DEPTH);
    }

    private static Map<String, Object> object(String path, Map<?, ?> members, int depth) {
        var copy = new LinkedHashMap<String, Object>();
        members.forEach((name, value) -> copy.put(String.valueOf(name), json(path + name, value, depth)));
        return Collections.unmodifiableMap(copy);
    }

    private static List<Object> array(String path, List<?> elements, int depth) {
        var copy = new ArrayList<Object>();
        elements.forEach(element -> copy.add(json(path + "[" + copy.size() + "]", element, depth)));
        return Collections.unmodifiableList(copy);
    }

    private static Object json(String path, @Nullable Object value, int depth) {
        if (depth == 0) {
            throw new IllegalArgumentException("parameter '" + Text.excerpt(path) + "' is nested deeper than "
                    + MAX_DEPTH + " levels; flatten it, or keep it in a file of the repository");
        }
        if (value instanceof Map<?, ?> members) {
            return object(path + ".", members, depth - 1);
        }
        if (value instanceof List<?> elements) {
            return array(path, elements, depth - 1);
        }
        if (value instanceof String || value instanceof Boolean || value instanceof Number number && isFinite(number)) {
            return value;
        }
        throw new IllegalArgumentException(
                "parameter '" + Text.excerpt(path) + "' is " + Text.excerpt(String.valueOf(value))
                        + "; use text, a finite number, true, false, a list or a map, or leave it out");
    }

    private static boolean isFinite(Number number) {
        return Double.isFinite(number.doubleValue());
    }
}
