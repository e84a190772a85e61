package io.millrace.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A content address: {@code sha256:} and 64 lower-case hexadecimal digits. */
public record Digest(@JsonValue String value) {
    private static final Pattern SHAPE = Pattern.compile("sha256:[0-9a-f]{64}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Digest {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a digest: '" + Text.excerpt(value) + "', expected " + SHAPE);
        }
    }

    /** The digits without {@code sha256:}, fit for a file name. */
    public String hex() {
        return value.substring("sha256:".length());
    }

    @Override
    public String toString() {
        return value;
    }
}
