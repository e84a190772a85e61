package io.millrace.workloads;

import io.millrace.events.ArtifactRef;
import io.millrace.events.RunId;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where artifacts are kept: folders, written once, found by a URI of the form
 * {@code artifact://<run>/<round>/<stage>/<attempt>}. Thread-safe. Every method throws {@link UncheckedIOException} when
 * the store cannot be read or written right now.
 */
public interface ArtifactStore {

    /**
     * Takes a folder into the store, all at once; afterwards it is no longer where it was. Keeping an equal folder
     * again is no mistake and changes nothing.
     *
     * @throws ArtifactRefused when it holds anything but plain files and folders, or another one is kept under the URI
     */
    ArtifactRef keep(URI uri, Path folder);

    /** What is kept under a URI, read anew. */
    Optional<ArtifactRef> find(URI uri);

    /**
     * The folder behind a reference, read-only.
     *
     * @throws ArtifactRefused when the store does not have it
     */
    Path resolve(ArtifactRef artifact);

    /**
     * Reads the whole artifact and compares it with its digest.
     *
     * @throws ArtifactRefused when it is missing or not what it was
     */
    void verify(ArtifactRef artifact);

    /** What is kept of each run, in no order. */
    List<OfRun> runs();

    /**
     * Removes all that is kept of a run, in one step for whoever reads it, unless more was kept since it was listed.
     * What is gone already is no mistake.
     *
     * @return whether it is gone by this call
     */
    boolean remove(OfRun listed);

    /**
     * All artifacts of one run.
     *
     * @param bytes sum of the files' sizes
     * @param since when the latest was kept, or written before it was
     */
    record OfRun(RunId run, long bytes, Instant since) {}
}
