package io.millrace.events;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * A folder that a workload wrote, immutable once referred to.
 *
 * @param uri       {@code artifact://<run>/<round>/<stage>/<attempt>}; each worker resolves it against its own store
 * @param digest    SHA-256 over the sorted list of relative path, mode, size and SHA-256 of every file
 * @param sizeBytes sum of the files' sizes
 * @param mediaType what the folder is; {@code application/vnd.millrace.folder} for a plain one
 */
public record ArtifactRef(URI uri, Digest digest, long sizeBytes, String mediaType) {
    public static final String FOLDER = "application/vnd.millrace.folder";

    /** Narrow, because a store turns it into a path or an object's name. */
    private static final Pattern SHAPE = Pattern.compile("artifact://[a-z0-9-]+(/[a-z0-9-]+){3}");

    public ArtifactRef {
        if (!SHAPE.matcher(uri.toString()).matches()) {
            throw new IllegalArgumentException("not an artifact: '" + Text.excerpt(uri.toString())
                    + "', expected artifact://<run>/<round>/<stage>/<attempt>");
        }
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("sizeBytes is " + sizeBytes + ", expected 0 or more");
        }
    }
}
