package io.millrace.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.net.URI;
import java.util.regex.Pattern;

/**
 * One trip of one model version through the pipeline: {@code r} and 20 characters of {@code [a-z2-7]}.
 *
 * <p>Derived from the registering event alone, so that the same registration delivered twice is the same run. Also
 * part of workload names, hence the narrow alphabet.
 */
public record RunId(@JsonValue String value) {
    private static final Pattern SHAPE = Pattern.compile("r[a-z2-7]{20}");
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public RunId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a run id: '" + Text.excerpt(value) + "', expected " + SHAPE);
        }
    }

    /** The run that the registration with this CloudEvents {@code source} and {@code id} starts. */
    public static RunId of(URI source, String eventId) {
        // NUL can stand in neither part, so two different pairs never read the same.
        byte[] hash = Hashes.sha256(source + "\0" + eventId);
        var id = new StringBuilder("r");
        for (int i = 0; i < 20; i++) {
            id.append(BASE32.charAt(fiveBits(hash, i * 5)));
        }
        return new RunId(id.toString());
    }

    private static int fiveBits(byte[] bytes, int offset) {
        int pair = (bytes[offset / 8] & 0xff) << 8 | bytes[offset / 8 + 1] & 0xff;
        return pair >> 11 - offset % 8 & 0x1f;
    }

    @Override
    public String toString() {
        return value;
    }
}
