package io.millrace.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** What the pipeline does to the world: a line for each effect, in a file of the event's key. */
@Component
class Effects {
    private final Path folder;

    Effects(@Value("${peer.effects}") Path folder) {
        this.folder = folder;
    }

    void append(String key, String run, Stage stage, String word) {
        try {
            Files.writeString(
                    folder.resolve(key),
                    "%s 0 %s 1 %s%n".formatted(run, stage.name().toLowerCase(Locale.ROOT), word),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
