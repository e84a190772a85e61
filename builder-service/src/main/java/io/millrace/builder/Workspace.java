package io.millrace.builder;

import io.millrace.events.RunRef;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A folder for the build of one run, empty at the start and gone at the end. Named by the run, so that what a killed
 * builder left is found and removed by the one that takes over.
 */
record Workspace(Path folder) implements AutoCloseable {

    static Workspace of(RunRef run, Path home) throws IOException {
        Path folder = home.resolve("cache/builds/" + run.run() + "-" + run.round());
        delete(folder);
        return new Workspace(Files.createDirectories(folder));
    }

    @Override
    public void close() throws IOException {
        delete(folder);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
