package io.millrace.events;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomDefinition.AttributeInclusion;
import com.github.victools.jsonschema.generator.CustomDefinition.DefinitionType;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON Schemas of the events, generated from the records: what the codec accepts. Enumerations are open texts, because
 * a newer producer may know more of them.
 */
final class Schemas {
    private static final String BASE = "https://millrace.io/schemas/";
    private static final Set<Class<?>> TEXTS = Set.of(ModelName.class, Version.class, RunId.class, Digest.class);
    private static final List<String> JSON_WITHOUT_NULL = List.of("string", "number", "boolean", "array", "object");
    private static final Map<String, Integer> MINIMA = Map.of(
            "RunRef.round", 0,
            "Sequence.epoch", 0,
            "Sequence.offset", 0,
            "ArtifactRef.sizeBytes", 0,
            "AlertRaised.count", 1);

    private static final SchemaGenerator GENERATOR = generator();

    private Schemas() {}

    static ObjectNode of(EventType type) {
        ObjectNode generated = GENERATOR.generateSchema(type.record());
        ObjectNode schema = Json.MAPPER.createObjectNode();
        schema.set("$schema", generated.remove("$schema"));
        schema.put("$id", BASE + type.wireName() + ".json");
        schema.put("title", type.wireName());
        JsonNode definitions = generated.remove("$defs");
        schema.setAll(generated);
        if (definitions != null) {
            schema.set("$defs", definitions);
        }
        return (ObjectNode) Golden.tree(schema.toString()); // as it is read back, where a number is just a number
    }

    static Path file(EventType type) {
        return Golden.SCHEMA.resolve(type.wireName() + ".json");
    }

    private static SchemaGenerator generator() {
        var builder =
                new SchemaGeneratorConfigBuilder(Json.MAPPER, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON);
        builder.forTypesInGeneral()
                .withCustomDefinitionProvider(Schemas::definition)
                .withPropertySorter((one, other) -> 0); // as declared
        builder.forFields()
                .withRequiredCheck(field -> field.getRawMember().getType() != Optional.class)
                .withStringPatternResolver(Schemas::pattern)
                .withNumberInclusiveMinimumResolver(Schemas::minimum);
        return new SchemaGenerator(builder.with(
                        new JacksonModule(JacksonOption.SKIP_SUBTYPE_LOOKUP, JacksonOption.IGNORE_TYPE_INFO_TRANSFORM))
                .with(Option.FLATTENED_OPTIONALS, Option.INLINE_NULLABLE_SCHEMAS, Option.DEFINITIONS_FOR_ALL_OBJECTS)
                .build());
    }

    private static @Nullable CustomDefinition definition(ResolvedType resolved, SchemaGenerationContext context) {
        Class<?> type = resolved.getErasedType();
        if (TEXTS.contains(type)) {
            return inline(text().put("pattern", shape(type)));
        } else if (type.isEnum()) {
            return inline(examples(text(), type));
        } else if (type == Duration.class) {
            return inline(text().put("format", "duration").put("pattern", "^P"));
        } else if (type == URI.class) {
            return inline(text().put("format", "uri"));
        } else if (type == Metrics.class) {
            ObjectNode numbers = object();
            numbers.putObject("additionalProperties").put("type", "number");
            return inline(numbers);
        } else if (type == Map.class) {
            ObjectNode map = object();
            map.set(
                    "additionalProperties",
                    context.createDefinitionReference(
                            resolved.getTypeParameters().get(1)));
            return inline(map);
        } else if (type == Object.class) {
            return new CustomDefinition(anything(), DefinitionType.ALWAYS_REF, AttributeInclusion.NO);
        } else if (type == Source.class) {
            return new CustomDefinition(source(context), DefinitionType.STANDARD, AttributeInclusion.NO);
        }
        return null;
    }

    /** Any JSON without null; refers to itself under the name that the generator gives it. */
    private static ObjectNode anything() {
        ObjectNode anything = Json.MAPPER.createObjectNode();
        ArrayNode types = anything.putArray("type");
        JSON_WITHOUT_NULL.forEach(types::add);
        anything.putObject("items").put("$ref", "#/$defs/Object");
        anything.putObject("additionalProperties").put("$ref", "#/$defs/Object");
        return anything;
    }

    /** Open, too: of a kind that it knows, a reader wants that kind's fields; any other it passes over. */
    private static ObjectNode source(SchemaGenerationContext context) {
        ObjectNode source = object();
        ObjectNode kind = text();
        source.putObject("properties").set("kind", kind);
        source.putArray("required").add("kind");
        ArrayNode examples = kind.putArray("examples");
        ArrayNode cases = source.putArray("allOf");
        for (JsonSubTypes.Type known :
                Source.class.getAnnotation(JsonSubTypes.class).value()) {
            examples.add(known.name());
            ObjectNode rule = cases.addObject();
            rule.putObject("if").putObject("properties").putObject("kind").put("const", known.name());
            rule.set(
                    "then",
                    context.createDefinitionReference(context.getTypeContext().resolve(known.value())));
        }
        return source;
    }

    private static ObjectNode examples(ObjectNode text, Class<?> type) {
        ArrayNode examples = text.putArray("examples");
        for (Object value : type.getEnumConstants()) {
            if (!value.equals(unknown(type))) {
                examples.add(Json.MAPPER.valueToTree(value));
            }
        }
        return text;
    }

    private static Object unknown(Class<?> type) {
        return Json.MAPPER.convertValue("no such value", type);
    }

    private static @Nullable String pattern(FieldScope field) {
        Class<?> owner = field.getDeclaringType().getErasedType();
        boolean shaped = owner == ArtifactRef.class && field.getName().equals("uri")
                || owner == ImageRef.class && field.getName().equals("repository");
        return shaped ? shape(owner) : null;
    }

    private static @Nullable BigDecimal minimum(FieldScope field) {
        Integer minimum = MINIMA.get(field.getDeclaringType().getErasedType().getSimpleName() + "." + field.getName());
        return minimum == null ? null : BigDecimal.valueOf(minimum);
    }

    /** The pattern that the type itself checks, anchored as JSON Schema wants it. */
    private static String shape(Class<?> type) {
        try {
            var shape = type.getDeclaredField("SHAPE");
            shape.setAccessible(true);
            return "^(" + ((Pattern) shape.get(null)).pattern() + ")$";
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " says nowhere what it looks like", e);
        }
    }

    private static ObjectNode text() {
        return Json.MAPPER.createObjectNode().put("type", "string");
    }

    private static ObjectNode object() {
        return Json.MAPPER.createObjectNode().put("type", "object");
    }

    private static CustomDefinition inline(ObjectNode definition) {
        return new CustomDefinition(definition, DefinitionType.INLINE, AttributeInclusion.YES);
    }
}
