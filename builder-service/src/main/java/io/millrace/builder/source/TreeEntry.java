package io.millrace.builder.source;

/** Something in a commit's tree; {@code path} is relative to the model's folder. */
public sealed interface TreeEntry {
    String path();

    /**
     * A file with its content.
     *
     * @param object names the content
     * @param bytes  its size
     */
    record File(String path, boolean executable, String object, long bytes) implements TreeEntry {
        File at(String otherPath) {
            return new File(otherPath, executable, object, bytes);
        }
    }

    /** A symbolic link. */
    record Link(String path, String target) implements TreeEntry {}

    /** Another repository's commit, which is not fetched. */
    record Submodule(String path) implements TreeEntry {}
}
