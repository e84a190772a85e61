package io.millrace.builder.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Digest;
import io.millrace.worker.retention.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LocalStoreTest {
    private static final Digest DIGEST = new Digest("sha256:" + "0a".repeat(32));

    @TempDir
    Path home;

    LocalStore store;
    Path file;

    @BeforeEach
    void open() {
        store = new LocalStore(() -> home);
        file = home.resolve("images/" + DIGEST.hex() + ".tar");
    }

    @Test
    void lists_images_with_their_size_and_when_they_were_kept() throws IOException {
        assertThat(store.items()).isEmpty();
        Instant before = Instant.now();

        store.keep(built("layers"), DIGEST);

        assertThat(store.items()).singleElement().satisfies(item -> {
            assertThat(item.key()).isEqualTo(new Item.Key.Image(DIGEST));
            assertThat(item.bytes()).isEqualTo(6);
            assertThat(item.since()).isBetween(before.minusMillis(1), Instant.now());
        });
    }

    @Test
    void removes_an_image() throws IOException {
        store.keep(built("layers"), DIGEST);
        Item listed = store.items().getFirst();

        assertThat(store.remove(listed)).isTrue();

        assertThat(file).doesNotExist();
        assertThat(store.remove(listed)).isFalse();
    }

    @Test
    void lets_a_reader_of_what_is_removed_read_on() throws IOException {
        store.keep(built("layers"), DIGEST);

        try (var reader = Files.newInputStream(file)) {
            store.remove(store.items().getFirst());

            assertThat(new String(reader.readAllBytes())).isEqualTo("layers");
        }
    }

    @Test
    void leaves_an_image_that_was_built_again_since_it_was_listed() throws IOException {
        store.keep(built("layers"), DIGEST);
        Item listed = store.items().getFirst();
        store.keep(built("layers"), DIGEST);

        assertThat(store.remove(listed)).isFalse();

        assertThat(file).hasContent("layers");
    }

    @Test
    void has_an_image_after_it_was_built_again_while_it_was_removed() throws Exception {
        var barrier = new CyclicBarrier(2);
        try (var janitor = Executors.newSingleThreadExecutor()) {
            for (int round = 0; round < 300; round++) {
                store.keep(built("old"), DIGEST);
                Item listed = store.items().getFirst();
                Path again = built("new");
                var removing = janitor.submit(() -> {
                    barrier.await();
                    return store.remove(listed);
                });

                barrier.await();
                store.keep(again, DIGEST);

                removing.get();
                assertThat(file).as("round %d", round).hasContent("new");
            }
        }
    }

    private Path built(String content) throws IOException {
        return Files.writeString(Files.createTempFile(home, "built", ".tar"), content);
    }
}
