package io.millrace.workloads.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.events.ImageRef;
import io.millrace.workloads.testing.TestImage;
import io.millrace.workloads.testing.TestImage.LayerWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class UnpackingTest {
    private static final Limits LIMITS =
            new Limits(1 << 20, 1 << 20, 4 << 20, 1 << 10, Duration.ofSeconds(1), 100, 300L << 20);

    @TempDir
    Path home;

    private Path root;

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(home.resolve("root"));
    }

    @Nested
    class An_honest_image {

        @Test
        void becomes_files_folders_and_links_with_their_permissions() throws Exception {
            unpack(TestImage.with(layer -> layer.folder("app", 0700)
                    .file("app/train.py", 0644, "print(1)")
                    .file("./app/run.sh", 0755, "#!/bin/sh")
                    .symlink("app/sub/latest", "../train.py")
                    .hardLink("app/copy.py", "app/train.py")));

            assertThat(root.resolve("app/train.py")).hasContent("print(1)");
            assertThat(root.resolve("app/sub/latest")).isSymbolicLink().hasContent("print(1)");
            assertThat(root.resolve("app/copy.py")).hasContent("print(1)");
            assertThat(permissions("app/run.sh")).isEqualTo("rwxr-xr-x");
            assertThat(permissions("app")).isEqualTo("rwx------");
        }

        @Test
        void has_later_layers_over_earlier_ones() throws Exception {
            unpack(TestImage.with(layer -> layer.file("a", "old").hardLink("b", "a"))
                    .layer(layer -> layer.file("a", "new")));

            assertThat(root.resolve("a")).hasContent("new");
            assertThat(root.resolve("b")).hasContent("old");
        }

        @Test
        void has_only_its_own_layers_unpacked_when_it_says_which() throws Exception {
            unpack(TestImage.with(layer -> layer.file("etc/base", "of the base"))
                    .layer(layer -> layer.file("app/own", "ours"))
                    .config("{\"Labels\": {\"io.millrace.own-layers\": \"1\"}}"));

            assertThat(root.resolve("etc")).doesNotExist();
            assertThat(root.resolve("app/own")).exists();
        }
    }

    static Stream<Arguments> hostileLayers() {
        return Stream.of(
                hostile("a name that climbs", layer -> layer.file("../evil", "x"), "not inside of it"),
                hostile("a name that climbs later", layer -> layer.file("a/../../evil", "x"), "not inside of it"),
                hostile("an absolute name", layer -> layer.file("/evil", "x"), "not inside of it"),
                hostile("an absolute link", layer -> layer.symlink("a", "/etc"), "may lead out of it"),
                hostile("a link that climbs", layer -> layer.symlink("a/b", "../../etc"), "may lead out of it"),
                hostile(
                        "a link that climbs by way of another",
                        layer -> layer.symlink("d/up", "..").symlink("d/out", "up/../.."),
                        "may lead out of it"),
                hostile(
                        "a file through a link",
                        layer -> layer.folder("d", 0755).symlink("l", "d").file("l/evil", "x"),
                        "to be a folder"),
                hostile(
                        "a folder that is a link already",
                        layer -> layer.folder("d", 0755).symlink("l", "d").folder("l", 0755),
                        "to be a folder"),
                hostile(
                        "a link in place of a folder",
                        layer -> layer.file("d/a", "x").symlink("d", "e"),
                        "replaces the folder"),
                hostile("a hard link out of it", layer -> layer.hardLink("a", "../../etc/passwd"), "not inside of it"),
                hostile("an absolute hard link", layer -> layer.hardLink("a", "/etc/passwd"), "not inside of it"),
                hostile(
                        "a hard link to a link",
                        layer -> layer.symlink("l", "m").hardLink("a", "l"),
                        "not a file of it"),
                hostile(
                        "a name longer than a disk takes",
                        layer -> layer.file("d/" + "n".repeat(256), "x"),
                        "longer than 255 bytes"),
                hostile("a device", layer -> layer.special("null", TarConstants.LF_CHR, ""), "neither a file"),
                hostile("a pipe", layer -> layer.special("pipe", TarConstants.LF_FIFO, ""), "neither a file"),
                hostile("a removal", layer -> layer.file("app/.wh.train.py", ""), "removes files of a lower layer"),
                hostile(
                        "too many files",
                        layer -> Stream.iterate(0, i -> i < 101, i -> i + 1).forEach(i -> layer.file("f" + i, "")),
                        "more than 100 files"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostileLayers")
    void a_hostile_layer_is_refused(String name, Consumer<LayerWriter> layer, String complaint) {
        assertThatThrownBy(() -> unpack(TestImage.with(layer)))
                .isInstanceOf(BadImage.class)
                .hasMessageContaining(complaint);
        assertThat(home.resolve("evil")).doesNotExist();
        assertThat(Path.of("/evil")).doesNotExist();
    }

    @Test
    void a_bomb_is_refused_before_it_fills_the_disk() throws Exception {
        String zeros = "\0".repeat(32 << 20);
        var bomb = TestImage.with(
                layer -> Stream.iterate(0, i -> i < 10, i -> i + 1).forEach(i -> layer.file("zeros" + i, zeros)));

        assertThatThrownBy(() -> unpack(bomb))
                .isInstanceOf(BadImage.class)
                .hasMessageContaining("unpacks to more than 268435456 bytes");
    }

    @Test
    void what_is_not_what_its_digest_says_is_refused() {
        var image = TestImage.with(layer -> layer.file("a", "x")).spoil(0);

        assertThatThrownBy(() -> unpack(image)).isInstanceOf(BadImage.class);
    }

    @Test
    void bytes_after_the_archive_count_towards_the_digest() throws Exception {
        byte[] longer = TestImage.gzip(new byte[20480]);

        unpack(new TestImage().rawLayer(longer));

        assertThat(root).isEmptyDirectory();
    }

    @Test
    void what_is_no_archive_is_refused() {
        var noise = new TestImage().rawLayer("no archive at all".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        assertThatThrownBy(() -> unpack(noise)).isInstanceOf(BadImage.class).hasMessageContaining("cannot be read");
    }

    private void unpack(TestImage image) throws IOException, BadImage {
        ImageRef ref = image.writeTo(home);
        try (var local =
                new LocalImage(home.resolve("images").resolve(ref.digest().hex() + ".tar"))) {
            var unpacking = new Unpacking(root, LIMITS);
            for (LocalImage.Layer layer : local.contents(ref.digest()).layers()) {
                unpacking.add(local, layer);
            }
        }
    }

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(name)));
    }

    private static Arguments hostile(String name, Consumer<LayerWriter> layer, String complaint) {
        return Arguments.of(name, layer, complaint);
    }
}
