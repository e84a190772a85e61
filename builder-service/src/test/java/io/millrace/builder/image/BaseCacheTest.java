package io.millrace.builder.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.builder.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class BaseCacheTest {
    @TempDir
    Path home;

    /** All may take 100 bytes. */
    private BaseCache cache() {
        return new BaseCache(Settings.builder(Map.of("builder.base-cache-max-bytes", "100")), () -> home);
    }

    private static void keep(Path folder, int bytes) throws IOException {
        Files.createDirectories(folder.resolve("layers"));
        Files.write(folder.resolve("layers/" + bytes), new byte[bytes]);
    }

    @Test
    void is_the_same_for_every_build_while_it_is_small() throws Exception {
        keep(cache().current(), 50);

        assertThat(cache().current()).isEqualTo(home.resolve("cache/jib/1"));
    }

    @Test
    void is_begun_anew_when_it_is_large_and_leaves_builds_under_way_what_they_read() throws Exception {
        keep(cache().current(), 51);

        assertThat(cache().current()).isEqualTo(home.resolve("cache/jib/2")).isEmptyDirectory();
        assertThat(home.resolve("cache/jib/1/layers/51")).exists();
    }

    @Test
    void keeps_two_folders_at_most_and_nothing_of_earlier_releases() throws Exception {
        keep(home.resolve("cache/jib"), 1);
        for (int i = 0; i < 12; i++) {
            keep(cache().current(), 51);
        }

        assertThat(cache().current()).isEqualTo(home.resolve("cache/jib/13"));
        assertThat(home.resolve("cache/jib"))
                .isDirectoryNotContaining(path -> !path.endsWith("12") && !path.endsWith("13"));
    }
}
