package io.millrace.events;

import java.net.URI;

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

    public ArtifactRef {
        if (!"artifact".equals(uri.getScheme())) {
            throw new IllegalArgumentException("not an artifact: '" + uri + "', expected artifact://…");
        }
    }
}
