package io.millrace.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The example specs that reader and schema are held against. */
final class Specs {
    private static final Path ROOT = Path.of("src/test/resources/specs");

    private Specs() {}

    static Stream<Path> valid() {
        return in("valid");
    }

    static Stream<Path> invalid() {
        return in("invalid");
    }

    /** Mistakes that a JSON Schema cannot tell: those of the text, and those that compare values. */
    static boolean isForTheReaderOnly(Path spec) {
        return spec.toString().endsWith(".reader-only.yaml");
    }

    static String text(Path spec) {
        try {
            return Files.readString(spec);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> in(String folder) {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
