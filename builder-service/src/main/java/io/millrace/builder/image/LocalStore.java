package io.millrace.builder.image;

import io.millrace.builder.HomeConfig;
import io.millrace.events.Digest;
import io.millrace.worker.retention.Item;
import io.millrace.worker.retention.Store;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The images of a local stack: a folder of tarballs in OCI layout, each named by its digest.
 *
 * <p>The same content built again is the same image, perhaps while it is being removed. So keeping and removing take
 * turns, also between processes, and an image that was kept anew is not the old one that was to go.
 */
@ApplicationScoped
class LocalStore implements Store {
    private static final Pattern TAR = Pattern.compile("([0-9a-f]{64})\\.tar");
    private static final Object TURN = new Object();

    private final Path folder;

    LocalStore(HomeConfig home) {
        this.folder = home.home().resolve("images");
    }

    /** Moves an image into the store at once and as a whole; a reader never sees half of one. */
    Digest keep(Path tar, Digest digest) throws IOException {
        Files.createDirectories(folder);
        return inTurn(() -> {
            Files.setLastModifiedTime(tar, FileTime.from(Instant.now()));
            Files.move(tar, file(digest), StandardCopyOption.ATOMIC_MOVE);
            return digest;
        });
    }

    @Override
    public String name() {
        return "images";
    }

    @Override
    public List<Item> items() throws IOException {
        var items = new ArrayList<Item>();
        if (!Files.isDirectory(folder)) {
            return items;
        }
        try (var files = Files.newDirectoryStream(folder, "*.tar")) {
            for (Path file : files) {
                var name = TAR.matcher(file.getFileName().toString());
                if (name.matches()) {
                    item(new Digest("sha256:" + name.group(1))).ifPresent(items::add);
                }
            }
        }
        return items;
    }

    @Override
    public boolean remove(Item item) throws IOException {
        if (!(item.key() instanceof Item.Key.Image(var digest))) {
            return false;
        }
        return inTurn(() -> item(digest).filter(item::equals).isPresent() && Files.deleteIfExists(file(digest)));
    }

    private Optional<Item> item(Digest digest) throws IOException {
        try {
            var attributes = Files.readAttributes(file(digest), BasicFileAttributes.class);
            return Optional.of(new Item(
                    new Item.Key.Image(digest),
                    attributes.size(),
                    attributes.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private Path file(Digest digest) {
        return folder.resolve(digest.hex() + ".tar");
    }

    private interface Turn<T> {
        T take() throws IOException;
    }

    /** The lock of the file is between processes; within one, it may be asked for by one thread at a time. */
    private <T> T inTurn(Turn<T> turn) throws IOException {
        synchronized (TURN) {
            try (var lock =
                    FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock();
                return turn.take();
            }
        }
    }
}
