package io.millrace.events;

/**
 * A container image, always by digest.
 *
 * @param repository registry and repository, or {@code local/<model>} for an image in the local store
 * @param digest     of the image manifest, for example {@code sha256:9f86…}
 */
public record ImageRef(String repository, Digest digest) {
    @Override
    public String toString() {
        return repository + "@" + digest;
    }
}
