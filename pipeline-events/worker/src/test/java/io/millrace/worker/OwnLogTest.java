package io.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OwnLogTest {
    @TempDir
    Path folder;

    @Test
    void begins_anew_while_it_is_written_to() throws IOException {
        Path file = folder.resolve("trainer.log");
        try (var output = new FileOutputStream(file.toFile(), true)) {
            output.write(new byte[1_001]);

            OwnLog.cut(file, 1_000);
            output.write("anew".getBytes());
        }

        assertThat(file).hasContent("anew");
        assertThat(folder.resolve("trainer.log.1")).hasSize(1_001);
    }

    @Test
    void goes_on_while_it_is_short() throws IOException {
        Path file = Files.write(folder.resolve("trainer.log"), new byte[1_000]);

        OwnLog.cut(file, 1_000);

        assertThat(file).hasSize(1_000);
        assertThat(folder.resolve("trainer.log.1")).doesNotExist();
    }
}
