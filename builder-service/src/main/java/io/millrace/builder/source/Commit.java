package io.millrace.builder.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A commit that was fetched, to be read until it is closed. */
public interface Commit extends AutoCloseable {

    /** In full: 40 hexadecimal digits. */
    String id();

    /**
     * The text of a file; empty if there is none of that name.
     *
     * @throws SourceRefused if it is longer than {@code maxBytes} or not UTF-8
     */
    Optional<String> text(String path, long maxBytes) throws IOException;

    /**
     * All that lies in a folder and below it.
     *
     * @throws SourceRefused if there is no such folder, or too much in it
     */
    List<TreeEntry> below(ModelFolder folder) throws IOException;

    /** Writes the content of a file. */
    void copy(TreeEntry.File file, Path to) throws IOException;

    @Override
    void close();
}
