package io.millrace.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The name of a model's version: 1 to 64 characters of {@code [A-Za-z0-9._-]}, starting with a letter or digit. A
 * name only: which of two versions is the newer is told by {@link Sequence}, never by comparing names.
 */
public record Version(@JsonValue String value) {
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Version {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a version: '" + Text.excerpt(value)
                    + "'; use 1 to 64 characters of A-Z, a-z, 0-9, '.', '_' and '-', starting with a letter or digit");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
