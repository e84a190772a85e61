package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ClassArchiveTest {
    @TempDir
    Path folder;

    private Path jar;

    @BeforeEach
    void jar() throws IOException {
        jar = Files.createFile(folder.resolve("code.jar"));
    }

    private ClassArchive archive(String process) {
        return ClassArchive.of(folder, process, jar + File.pathSeparator + folder.resolve("missing.jar"));
    }

    private void build() throws IOException {
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));
    }

    @Test
    void the_same_jars_have_the_same_archive() {
        assertThat(archive("trainer")).isEqualTo(archive("trainer"));
    }

    @Test
    void jars_that_were_built_again_have_another_one() throws IOException {
        ClassArchive before = archive("trainer");

        build();

        assertThat(archive("trainer")).isNotEqualTo(before);
    }

    @Test
    void what_is_left_of_other_jars_is_removed() throws IOException {
        Path nameless = Files.createFile(folder.resolve("trainer.jsa"));
        Path before = Files.createFile(archive("trainer").file());
        build();
        Path now = Files.createFile(archive("trainer").file());

        archive("trainer").discardOthers();

        assertThat(nameless).doesNotExist();
        assertThat(before).doesNotExist();
        assertThat(now).exists();
    }

    @Test
    void other_processes_keep_theirs() throws IOException {
        Path replica = Files.createFile(archive("trainer-2").file());
        Path builder = Files.createFile(archive("builder").file());
        build();

        archive("trainer").discardOthers();

        assertThat(replica).exists();
        assertThat(builder).exists();
    }

    @Test
    void where_there_are_no_archives_nothing_is_removed() {
        ClassArchive.of(folder.resolve("none"), "trainer", jar.toString()).discardOthers();

        assertThat(folder.resolve("none")).doesNotExist();
    }
}
