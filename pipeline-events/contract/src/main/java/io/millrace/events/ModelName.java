package io.millrace.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * A model's name: 1 to 40 characters of {@code [a-z0-9-]}, neither first nor last a hyphen. It is the Kafka record key
 * (events of one model stay in order), part of a URL and of Kubernetes names, hence the narrow alphabet.
 */
public record ModelName(@JsonValue String value) implements Comparable<ModelName> {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ModelName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a model name: '" + Text.excerpt(value)
                    + "'; use 1 to 40 characters of a-z, 0-9 and '-', not starting or ending with '-'");
        }
    }

    public static boolean isValid(String value) {
        return SHAPE.matcher(value).matches();
    }

    @Override
    public int compareTo(ModelName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
