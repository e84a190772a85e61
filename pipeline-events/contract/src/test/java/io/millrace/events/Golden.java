package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are committed and reviewed; {@code -Dgolden.update=true} writes them anew. */
final class Golden {
    static final Path WIRE = Path.of("src/main/resources/wire");
    static final Path SCHEMA = Path.of("src/main/resources/schema");

    private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");
    private static final Separators SEPARATORS = Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    private static final DefaultPrettyPrinter PRETTY =
            new DefaultPrettyPrinter(SEPARATORS).withObjectIndenter(LINES).withArrayIndenter(LINES);

    private Golden() {}

    static boolean updates() {
        return Boolean.getBoolean("golden.update");
    }

    /** Writes the file when asked to. */
    static void update(Path file, String text) {
        if (updates()) {
            write(file, text);
        }
    }

    static void assertMatches(Path file, String actual) {
        assertThat(file).as("-Dgolden.update=true writes it").exists();
        assertThat(actual).as("%s; -Dgolden.update=true writes it", file).isEqualTo(read(file));
    }

    static String pretty(JsonNode json) {
        try {
            return Json.MAPPER.writer(PRETTY).writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String pretty(String json) {
        return pretty(tree(json));
    }

    static JsonNode tree(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
