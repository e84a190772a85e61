package io.millrace.workloads.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.events.ArtifactRef;
import io.millrace.events.RunId;
import io.millrace.workloads.ArtifactRefused;
import io.millrace.workloads.ArtifactStore.OfRun;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ArtifactFolderTest {
    private static final URI PLACE = URI.create("artifact://raaaaaaaaaaaaaaaaaaaa/0/train/1");

    private static final RunId RUN = new RunId("raaaaaaaaaaaaaaaaaaaa");

    @TempDir
    Path home;

    private ArtifactFolder store;

    @BeforeEach
    void open() {
        store = new ArtifactFolder(home);
    }

    @Test
    void what_is_kept_is_found_read_only_and_no_longer_where_it_was() throws IOException {
        Path folder = folder("one", "weights");

        ArtifactRef artifact = store.keep(PLACE, folder);

        Path kept = store.resolve(artifact);
        assertThat(folder).doesNotExist();
        assertThat(kept.resolve("sub/model.bin")).hasContent("weights");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.resolve("sub/model.bin"))))
                .isEqualTo("r--r--r--");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("r-xr-xr-x");
        assertThat(artifact.sizeBytes()).isEqualTo(7);
        assertThat(store.find(PLACE)).contains(artifact);
        store.verify(artifact);
    }

    @Test
    void the_digest_is_what_its_description_says() throws Exception {
        Path folder = folder("one", "weights");
        Files.writeString(folder.resolve("run.sh"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(folder.resolve("run.sh"), PosixFilePermissions.fromString("rwx------"));
        Files.createDirectory(folder.resolve("empty"));

        ArtifactRef artifact = store.keep(PLACE, folder);

        assertThat(artifact.digest().hex())
                .isEqualTo(sha256("run.sh\000555\00010\000" + sha256("#!/bin/sh\n") + "\n" //
                        + "sub/model.bin\000444\0007\000" + sha256("weights") + "\n"));
    }

    @Test
    void keeping_an_equal_folder_again_changes_nothing() throws IOException {
        ArtifactRef first = store.keep(PLACE, folder("one", "weights"));

        assertThat(store.keep(PLACE, folder("two", "weights"))).isEqualTo(first);
    }

    @Test
    void a_folder_that_somebody_else_kept_meanwhile_is_found() throws IOException {
        ArtifactRef first = store.keep(PLACE, folder("one", "weights"));

        assertThat(store.keep(PLACE, home.resolve("one"))).isEqualTo(first);
    }

    @Test
    void another_folder_is_never_kept_in_its_place() throws IOException {
        ArtifactRef first = store.keep(PLACE, folder("one", "weights"));

        assertThatThrownBy(() -> store.keep(PLACE, folder("two", "others")))
                .isInstanceOfSatisfying(
                        ArtifactRefused.class,
                        e -> assertThat(e.failure().code()).isEqualTo("artifact-conflict"));
        store.verify(first);
    }

    @Test
    void links_are_refused_by_name() throws IOException {
        Path folder = folder("one", "weights");
        Files.createSymbolicLink(folder.resolve("latest"), Path.of("/etc/passwd"));

        assertThatThrownBy(() -> store.keep(PLACE, folder))
                .isInstanceOf(ArtifactRefused.class)
                .hasMessageContaining("latest is a symbolic link");
        assertThat(store.find(PLACE)).isEmpty();
    }

    @Test
    void a_link_in_place_of_the_folder_is_refused() throws IOException {
        Path link = Files.createSymbolicLink(home.resolve("one"), Path.of("/etc"));

        assertThatThrownBy(() -> store.keep(PLACE, link)).isInstanceOf(ArtifactRefused.class);
    }

    @Test
    void a_changed_file_is_noticed() throws IOException {
        ArtifactRef artifact = store.keep(PLACE, folder("one", "weights"));
        Path file = store.resolve(artifact).resolve("sub/model.bin");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, "wEights");

        assertThatThrownBy(() -> store.verify(artifact)).isInstanceOfSatisfying(ArtifactRefused.class, e -> assertThat(
                        e.failure().code())
                .isEqualTo("artifact-changed"));
    }

    @Test
    void what_is_not_there_is_missing() throws IOException {
        ArtifactRef artifact = new ArtifactFolder(home.resolve("elsewhere")).keep(PLACE, folder("one", "weights"));

        assertThatThrownBy(() -> store.resolve(artifact))
                .isInstanceOf(ArtifactRefused.class)
                .hasMessageContaining("is not in the store");
    }

    @Test
    void what_is_kept_of_a_run_is_listed_with_its_size_and_removed_at_once() throws IOException {
        ArtifactRef model = store.keep(PLACE, folder("one", "weights"));
        ArtifactRef evaluation =
                store.keep(URI.create("artifact://raaaaaaaaaaaaaaaaaaaa/1/evaluate/1"), folder("two", "curve"));
        ArtifactRef other =
                store.keep(URI.create("artifact://rbbbbbbbbbbbbbbbbbbbb/0/train/1"), folder("three", "others"));

        List<OfRun> runs = store.runs();
        OfRun first =
                runs.stream().filter(kept -> kept.run().equals(RUN)).findFirst().orElseThrow();
        boolean removed = store.remove(first);

        assertThat(runs).hasSize(2);
        assertThat(first.bytes()).isEqualTo(12);
        assertThat(removed).isTrue();
        assertThat(store.find(model.uri())).isEmpty();
        assertThat(store.find(evaluation.uri())).isEmpty();
        assertThat(store.find(other.uri())).contains(other);
        assertThat(home.resolve("artifacts")).isDirectoryNotContaining("glob:**gone*");
        assertThat(store.remove(first)).isFalse();
        assertThatThrownBy(() -> store.resolve(model)).isInstanceOfSatisfying(ArtifactRefused.class, e -> assertThat(
                        e.failure().code())
                .isEqualTo("artifact-gone"));
    }

    @Test
    void a_store_that_is_not_there_holds_nothing() {
        assertThat(store.runs()).isEmpty();
        assertThat(home.resolve("artifacts")).doesNotExist();
    }

    @Test
    void what_a_process_left_that_died_while_it_removed_goes_with_the_next() throws IOException {
        store.keep(PLACE, folder("one", "weights"));
        Path left = Files.createDirectories(home.resolve("artifacts/.gone-1/0/train/1"));
        Files.setPosixFilePermissions(left, PosixFilePermissions.fromString("r-xr-xr-x"));

        store.remove(store.runs().getFirst());

        assertThat(home.resolve("artifacts/.gone-1")).doesNotExist();
    }

    @Test
    void what_was_kept_of_a_run_while_its_older_artifacts_were_removed_stays() throws Exception {
        var barrier = new CyclicBarrier(2);
        try (var janitor = Executors.newSingleThreadExecutor()) {
            for (int round = 1; round <= 200; round++) {
                store.keep(PLACE, folder("old", "weights"));
                OfRun listed = store.runs().getFirst();
                URI retried = URI.create("artifact://" + RUN + "/" + round + "/train/1");
                Path output = folder("new", "more weights");
                var removing = janitor.submit(() -> {
                    barrier.await();
                    return store.remove(listed);
                });

                barrier.await();
                ArtifactRef kept = store.keep(retried, output);

                removing.get();
                assertThat(store.find(retried)).as("round %d", round).contains(kept);
                store.remove(store.runs().getFirst());
            }
        }
    }

    @Test
    void a_place_outside_the_store_is_no_place() {
        assertThatThrownBy(() -> store.find(URI.create("artifact://../../etc/1")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Path folder(String name, String content) throws IOException {
        Path folder = Files.createDirectories(home.resolve(name).resolve("sub")).getParent();
        Files.writeString(folder.resolve("sub/model.bin"), content);
        return folder;
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
