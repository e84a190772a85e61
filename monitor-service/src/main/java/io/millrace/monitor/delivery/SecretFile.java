package io.millrace.monitor.delivery;

import io.millrace.monitor.sink.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file of secrets, a line each. Read for each request, so that a change needs no restart. */
record SecretFile(Optional<Path> file) {
    private static final long MOST_BYTES = 16 * 1024;

    /** @throws IllegalArgumentException naming the file when it cannot be read; does not tell what is in it */
    Secrets read() {
        return file.map(SecretFile::read).orElse(Secrets.NONE);
    }

    private static Secrets read(Path path) {
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw new IllegalArgumentException(
                        "secret-file " + path + " has more than " + MOST_BYTES + " bytes; it is no file of secrets");
            }
            return new Secrets(Files.readAllLines(path).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList());
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "secret-file " + path + " cannot be read (" + e.getClass().getSimpleName()
                            + "); see that it is there, is text, and may be read by the monitor",
                    e);
        }
    }
}
