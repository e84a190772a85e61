package io.millrace.builder;

import io.millrace.builder.source.Commit;
import io.millrace.builder.source.ModelFolder;
import io.millrace.builder.source.TreeEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A commit whose files lie in memory; a file's object is its path, and one that ends in {@code .sh} is executable. */
public record MemoryCommit(String id, Map<String, String> files) implements Commit {
    public static final String ID = "0123456789abcdef0123456789abcdef01234567";

    public static MemoryCommit of(Map<String, String> files) {
        return new MemoryCommit(ID, new TreeMap<>(files));
    }

    public List<TreeEntry.File> all() {
        return files.entrySet().stream()
                .map(file -> new TreeEntry.File(
                        file.getKey(),
                        file.getKey().endsWith(".sh"),
                        file.getKey(),
                        file.getValue().getBytes(StandardCharsets.UTF_8).length))
                .toList();
    }

    @Override
    public Optional<String> text(String path, long maxBytes) {
        return Optional.ofNullable(files.get(path));
    }

    @Override
    public List<TreeEntry> below(ModelFolder folder) {
        return List.copyOf(all());
    }

    @Override
    public void copy(TreeEntry.File file, Path to) throws IOException {
        Files.writeString(to, files.get(file.object()));
    }

    @Override
    public void close() {}
}
