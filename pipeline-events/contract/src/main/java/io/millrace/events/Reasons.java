package io.millrace.events;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.cloudevents.CloudEvent;
import io.cloudevents.rw.CloudEventRWException;
import io.cloudevents.rw.CloudEventRWException.CloudEventRWExceptionKind;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Why bytes could not be read, for a person: the field, what is wrong with its value, what to write instead. */
public final class Reasons {
    private static final int MAX_PART_CHARS = 120;

    private Reasons() {}

    /** One line, fit to be shown as it is, whatever the bytes were. */
    public static String of(Exception e) {
        if (e instanceof JsonMappingException mapping) {
            return ofMapping(mapping);
        }
        if (e instanceof StreamConstraintsException limit) {
            // "…(65) exceeds the maximum allowed (64, from `StreamReadConstraints.getMaxNestingDepth()`)"
            return "beyond a limit: " + part(limit.getOriginalMessage().replaceAll(", from `[^`]*`", "")) + at(limit);
        }
        if (e instanceof JacksonException syntax) {
            return "not JSON: " + part(syntax.getOriginalMessage()) + at(syntax);
        }
        if (e instanceof CloudEventRWException broken) {
            return ofAttribute(broken);
        }
        return String.valueOf(e.getMessage());
    }

    private static String ofMapping(JsonMappingException e) {
        String path = path(e);
        if (e.getCause() instanceof InputCoercionException outOfRange) {
            return path + ": " + part(outOfRange.getOriginalMessage());
        }
        if (e.getCause() instanceof JacksonException inner) {
            return of(inner);
        }
        if (e instanceof ValueInstantiationException && e.getCause() instanceof IllegalArgumentException refused) {
            return path + ": " + refused.getMessage();
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            return path + " is not known here, expected one of " + part(known(unknown));
        }
        if (isNull(e)) {
            return path + " is missing or null; give it a value";
        }
        if (e instanceof InvalidFormatException format) {
            return path + " is '" + Text.excerpt(String.valueOf(format.getValue())) + "', expected "
                    + expected(format.getTargetType());
        }
        if (e.getOriginalMessage().startsWith("Trailing token")) {
            return "something follows the JSON value; publish one event per record";
        }
        if (e instanceof MismatchedInputException mismatch && isOurs(mismatch.getTargetType())) {
            return path + " has a value of the wrong type, expected " + expected(mismatch.getTargetType());
        }
        return path + ": " + part(e.getOriginalMessage());
    }

    private static String known(UnrecognizedPropertyException e) {
        return e.getKnownPropertyIds().stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
    }

    /** The SDK says itself what is wrong with its own type. */
    private static boolean isOurs(@Nullable Class<?> target) {
        return target != null && target != CloudEvent.class;
    }

    // Jackson has no exception of its own for a constructor's argument that is missing or null.
    private static boolean isNull(JsonMappingException e) {
        return e instanceof InvalidNullException
                || e.getOriginalMessage().startsWith("Null value for creator property")
                || e.getOriginalMessage().startsWith("Cannot map `null` into type");
    }

    private static String ofAttribute(CloudEventRWException e) {
        if (e.getKind() == CloudEventRWExceptionKind.INVALID_ATTRIBUTE_VALUE) {
            return part(String.valueOf(e.getMessage()))
                    + "; a time looks like 2026-01-31T09:00:00Z, source and dataschema are URIs";
        }
        return part(String.valueOf(
                e.getCause() == null ? e.getMessage() : e.getCause().getMessage()));
    }

    /** Where the field stands, for example {@code candidate.spec.evaluate.gates[0].min}. */
    private static String path(JsonMappingException e) {
        var path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(Text.excerpt(step.getFieldName()));
            }
        }
        return path.isEmpty() ? "the data" : part(path.toString());
    }

    private static String expected(Class<?> type) {
        if (type == String.class || type.isEnum() || isText(type)) {
            return "text";
        } else if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "a whole number";
        } else if (type == double.class || type == Double.class) {
            return "a number";
        } else if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        } else if (type == Duration.class) {
            return "a duration such as PT30M";
        } else if (type == URI.class) {
            return "a URI";
        } else if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return "an object";
    }

    /** Whether it is one of our value types that read and write as a text. */
    private static boolean isText(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        return components != null
                && Arrays.stream(components)
                        .anyMatch(component -> component.getType() == String.class
                                && component.getAccessor().isAnnotationPresent(JsonValue.class));
    }

    private static String at(JacksonException e) {
        JsonLocation location = e.getLocation();
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String part(String text) {
        return Text.line(text, MAX_PART_CHARS);
    }
}
