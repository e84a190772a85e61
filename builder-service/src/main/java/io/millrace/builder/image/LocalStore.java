package io.millrace.builder.image;

import io.millrace.events.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The images of a local stack: a folder of tarballs in OCI layout, each named by its digest. */
final class LocalStore {
    private final Path folder;

    LocalStore(Path folder) {
        this.folder = folder;
    }

    /** Moves an image into the store at once and as a whole; a reader never sees half of one. */
    Digest keep(Path tar, Digest digest) throws IOException {
        Files.createDirectories(folder);
        Files.move(tar, folder.resolve(digest.hex() + ".tar"), StandardCopyOption.ATOMIC_MOVE);
        return digest;
    }
}
