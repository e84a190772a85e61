package io.millrace.workloads.folder;

import io.millrace.events.RunId;
import io.millrace.workloads.ArtifactStore.OfRun;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The runs that have artifacts. One that goes is set aside under another name in one step and then deleted; what a
 * process leaves behind that died over it is deleted with the next one that goes.
 */
final class Listing {
    private static final String RUNS = "r*";
    private static final String ASIDE = ".gone-";

    private final Path root;

    Listing(Path root) {
        this.root = root;
    }

    boolean isThere() {
        return Files.isDirectory(root);
    }

    List<OfRun> runs() throws IOException {
        var runs = new ArrayList<OfRun>();
        if (!isThere()) {
            return runs;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, RUNS)) {
            for (Path folder : folders) {
                if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                    run(folder).ifPresent(runs::add);
                }
            }
        }
        return runs;
    }

    /** Whether it was; false when it is not as it was listed. */
    boolean setAside(OfRun listed) throws IOException {
        Path folder = root.resolve(listed.run().value());
        if (run(folder).filter(listed::equals).isEmpty()) {
            return false;
        }
        Files.move(folder, root.resolve(ASIDE + UUID.randomUUID()), StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /** Deletes what was set aside; true. */
    boolean sweep() throws IOException {
        try (DirectoryStream<Path> aside = Files.newDirectoryStream(root, ASIDE + "*")) {
            for (Path folder : aside) {
                Permissions.delete(folder);
            }
        }
        return true;
    }

    /** Empty when it is gone meanwhile, or is no run's. */
    private static Optional<OfRun> run(Path folder) throws IOException {
        var sum = new Sum();
        try {
            Files.walkFileTree(folder, sum);
            return Optional.of(new OfRun(new RunId(folder.getFileName().toString()), sum.bytes, sum.since));
        } catch (NoSuchFileException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static final class Sum extends SimpleFileVisitor<Path> {
        private long bytes;
        private Instant since = Instant.EPOCH;

        /** A folder's time is that of the last thing that came into it. */
        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            Instant written = attributes.lastModifiedTime().toInstant();
            since = written.isAfter(since) ? written : since;
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes += attributes.size();
            return FileVisitResult.CONTINUE;
        }
    }
}
