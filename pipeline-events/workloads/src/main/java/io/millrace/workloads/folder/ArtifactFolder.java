package io.millrace.workloads.folder;

import io.millrace.events.ArtifactRef;
import io.millrace.events.Digest;
import io.millrace.events.Failure;
import io.millrace.events.Failure.Kind;
import io.millrace.workloads.ArtifactRefused;
import io.millrace.workloads.ArtifactStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Artifacts under {@code <home>/artifacts/<run>/<round>/<stage>/<attempt>/}. What is kept must lie on the same file
 * system, for it is moved in one step. Its files and folders are made read-only, and their digest is that of
 * {@link FolderDigest}.
 */
public final class ArtifactFolder implements ArtifactStore {
    private static final Pattern PLACE = Pattern.compile("artifact://([a-z0-9]+)/(\\d+)/([a-z]+)/(\\d+)");

    private static final Object TURN = new Object();

    private final Path root;
    private final Listing listing;

    /** The store of a home folder; made when the first artifact is. */
    public ArtifactFolder(Path home) {
        root = home.toAbsolutePath().resolve("artifacts");
        listing = new Listing(root);
    }

    @Override
    public ArtifactRef keep(URI uri, Path folder) {
        Path place = place(uri);
        try {
            // When it is gone, somebody else kept it, or we did before we died; perhaps only while we read it.
            ArtifactRef artifact = Files.exists(folder, LinkOption.NOFOLLOW_LINKS)
                    ? keep(uri, folder, place)
                    : find(uri).orElseThrow(() -> refused(uri, "the folder does not exist"));
            Permissions.seal(place);
            return artifact;
        } catch (NoSuchFileException e) {
            return find(uri).orElseThrow(() -> refused(uri, "a file disappeared while it was read"));
        } catch (IOException e) {
            throw new UncheckedIOException("keeping " + uri + " at " + place, e);
        }
    }

    private ArtifactRef keep(URI uri, Path folder, Path place) throws IOException {
        ArtifactRef artifact = read(uri, folder);
        if (isKept(place) || !moved(folder, place)) {
            ArtifactRef kept = read(uri, place);
            if (!kept.equals(artifact)) {
                throw new ArtifactRefused(new Failure(
                        Kind.INTERNAL,
                        "artifact-conflict",
                        uri + " is kept already with digest " + kept.digest() + ", and now comes with "
                                + artifact.digest(),
                        "Retry the run; if it happens again, report it: an artifact is written once.",
                        Optional.empty()));
            }
        }
        return artifact;
    }

    /** Whether it was; false when another one came first. */
    private boolean moved(Path folder, Path place) throws IOException {
        try {
            return inTurn(() -> {
                Files.createDirectories(place.getParent());
                Files.move(folder, place, StandardCopyOption.ATOMIC_MOVE);
                return true;
            });
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            if (isKept(place)) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public Optional<ArtifactRef> find(URI uri) {
        Path place = place(uri);
        try {
            return isKept(place) ? Optional.of(read(uri, place)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + uri + " at " + place, e);
        }
    }

    @Override
    public Path resolve(ArtifactRef artifact) {
        Path place = place(artifact.uri());
        if (!isKept(place)) {
            throw new ArtifactRefused(Failure.userError(
                    "artifact-gone",
                    "artifact " + artifact.uri() + " is not in the store any more (looked at " + place + ")",
                    "Retry the run from the stage that made it, or register the model again; how long artifacts are"
                            + " kept is set by millrace.retention."));
        }
        return place;
    }

    @Override
    public void verify(ArtifactRef artifact) {
        Path place = resolve(artifact);
        try {
            Digest found = FolderDigest.of(place).digest();
            if (!found.equals(artifact.digest())) {
                throw changed(artifact, place, "it has digest " + found);
            }
        } catch (FolderDigest.NotPlain e) {
            throw changed(artifact, place, e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + artifact.uri() + " at " + place, e);
        }
    }

    @Override
    public List<OfRun> runs() {
        try {
            return listing.runs();
        } catch (IOException e) {
            throw new UncheckedIOException("listing the artifacts in " + root, e);
        }
    }

    @Override
    public boolean remove(OfRun listed) {
        try {
            return listing.isThere() && inTurn(() -> listing.setAside(listed)) && listing.sweep();
        } catch (IOException e) {
            throw new UncheckedIOException("removing the artifacts of run " + listed.run() + " from " + root, e);
        }
    }

    private interface Turn {
        boolean take() throws IOException;
    }

    /**
     * Keeping and removing take turns, or what is being kept would go with its run's older artifacts. The file's lock is
     * between processes; within one, it may be asked for by one thread at a time.
     */
    private boolean inTurn(Turn turn) throws IOException {
        synchronized (TURN) {
            Files.createDirectories(root);
            try (var lock =
                    FileChannel.open(root.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock();
                return turn.take();
            }
        }
    }

    private static ArtifactRefused changed(ArtifactRef artifact, Path place, @Nullable String how) {
        return new ArtifactRefused(Failure.userError(
                "artifact-changed",
                "artifact " + artifact.uri() + " was changed after it was kept: " + how + ", expected digest "
                        + artifact.digest() + " (at " + place + ")",
                "Find out what changed it, then register the model again so that it is trained anew."));
    }

    private Path place(URI uri) {
        var parts = PLACE.matcher(uri.toString());
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "not a place for an artifact: '" + uri + "', expected artifact://<run>/<round>/<stage>/<attempt>");
        }
        return root.resolve(parts.group(1))
                .resolve(parts.group(2))
                .resolve(parts.group(3))
                .resolve(parts.group(4));
    }

    private static boolean isKept(Path place) {
        return Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS);
    }

    private static ArtifactRef read(URI uri, Path folder) throws IOException {
        try {
            FolderDigest content = FolderDigest.of(folder);
            return new ArtifactRef(uri, content.digest(), content.sizeBytes(), ArtifactRef.FOLDER);
        } catch (FolderDigest.NotPlain e) {
            throw refused(uri, e.getMessage());
        }
    }

    private static ArtifactRefused refused(URI uri, @Nullable String why) {
        return new ArtifactRefused(Failure.userError(
                "output-refused",
                "the output folder cannot be kept as " + uri + ": " + why,
                "Write plain files and folders only to MILLRACE_OUTPUT."));
    }
}
