package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The file of all figures. Each benchmark replaces its own section, which ends where the next heading like it begins. */
record Document(Path file) {
    private static final String HEADING = "## ";
    private static final String START =
            """
            # Benchmarks

            A section that a command writes begins with that command, says what it was measured on, and is not edited \
            by hand.
            """;

    void write(String title, String section) throws IOException {
        String now = Files.exists(file) ? Files.readString(file) : START;
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, replaced(now, title, section));
    }

    /** The document with the section in the place of the one of this title, or at the end. */
    static String replaced(String document, String title, String section) {
        String heading = HEADING + title;
        List<String> parts = parts(document);
        String fresh = heading + "\n\n" + section.strip() + "\n";
        int place = -1;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).startsWith(heading + "\n")) {
                place = i;
            }
        }
        if (place < 0) {
            parts.add(fresh);
        } else {
            parts.set(place, fresh);
        }
        return String.join("\n", parts.stream().map(part -> part.strip() + "\n").toList());
    }

    /** What stands before the first section, then the sections. */
    private static List<String> parts(String document) {
        return new ArrayList<>(List.of(document.split("(?m)^(?=" + HEADING + ")")));
    }
}
