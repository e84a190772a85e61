package io.millrace.spec;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Values of the author's choice, as JSON can carry them to the command; in the order of the file. */
final class JsonValues {
    private JsonValues() {}

    static Optional<Map<String, Object>> object(Field field) {
        return field.section().map(section -> {
            var object = new LinkedHashMap<String, Object>();
            section.each(entry -> value(entry).ifPresent(value -> object.put(entry.key(), value)));
            return Collections.unmodifiableMap(object);
        });
    }

    private static Optional<Object> value(Field field) {
        return switch (field.node()) {
            case MappingNode ignored -> object(field).map(Object.class::cast);
            case SequenceNode ignored ->
                field.list(JsonValues::value, "write a list").map(Object.class::cast);
            default -> single(field);
        };
    }

    private static Optional<Object> single(Field field) {
        if (field.isScalar(Tag.BOOL)) {
            return Optional.of(Boolean.valueOf(field.scalar()));
        }
        if (field.isScalar(Tag.INT)) {
            Optional<Object> whole = Numbers.whole(field.scalar()).map(JsonValues::smallest);
            return whole.isPresent() ? whole : field.wrong("a whole number", "write it in decimal digits");
        }
        if (field.isScalar(Tag.FLOAT)) {
            return field.number().map(Object.class::cast);
        }
        if (field.isNothing()) {
            return field.wrong("a value", "write one, or leave the key out");
        }
        return field.text().map(Object.class::cast);
    }

    /** As a JSON parser would read it, so that a spec is the same before and after its journey. */
    private static Object smallest(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) {
            return value.intValueExact();
        }
        return value.bitLength() < Long.SIZE ? (Object) value.longValueExact() : value;
    }
}
