package io.millrace.events;

import java.util.regex.Pattern;

/**
 * A container image, always by digest.
 *
 * @param repository registry and repository, or {@code local/<model>} for an image in the local store
 * @param digest     of the image manifest, for example {@code sha256:9f86…}
 */
public record ImageRef(String repository, Digest digest) {
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,254}");

    public ImageRef {
        if (!SHAPE.matcher(repository).matches()) {
            throw new IllegalArgumentException("not a repository: '" + Text.excerpt(repository)
                    + "', expected something like registry.example.com:5000/team/model");
        }
    }

    @Override
    public String toString() {
        return repository + "@" + digest;
    }
}
