package io.millrace.workloads.process;

import io.millrace.events.ArtifactRef;
import io.millrace.events.Failure;
import io.millrace.workloads.ArtifactRefused;
import io.millrace.workloads.ArtifactStore;
import io.millrace.workloads.WorkloadRefused;
import io.millrace.workloads.WorkloadRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.SplittableRandom;

/** Makes run folders: all of it at a place of its own, then in one step where it belongs. */
final class Preparation {
    private final Path images;
    private final Scratch scratch;
    private final ArtifactStore artifacts;
    private final Python python;
    private final Limits limits;
    private final FreePorts ports = new FreePorts(new SplittableRandom());

    Preparation(Path images, Scratch scratch, ArtifactStore artifacts, Python python, Limits limits) {
        this.images = images;
        this.scratch = scratch;
        this.artifacts = artifacts;
        this.python = python;
        this.limits = limits;
    }

    /** Afterwards the folder is there, by this process or another. */
    void prepare(WorkloadRequest request, RunFolder folder) throws IOException {
        Refusals.check(request);
        Path input = input(request, folder);
        Path making = scratch.make(folder.name());
        try {
            fill(new RunFolder(making), request, folder, input);
            Files.move(making, folder.path(), StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!folder.exists()) {
                throw e;
            }
        } finally {
            Scratch.delete(making);
        }
    }

    /**
     * The artifact itself, which is read-only, or an empty folder. Read-only does not stop a workload that runs as
     * root, so that it is read in full before the next one trusts it.
     */
    private Path input(WorkloadRequest request, RunFolder folder) {
        Optional<ArtifactRef> artifact = request.input();
        try {
            artifact.ifPresent(artifacts::verify);
            return artifact.map(artifacts::resolve).orElse(folder.file("input"));
        } catch (ArtifactRefused e) {
            throw new WorkloadRefused(e.failure());
        }
    }

    /**
     * @param making where the files go
     * @param later  where they will be when the command runs
     */
    private void fill(RunFolder making, WorkloadRequest request, RunFolder later, Path input) throws IOException {
        for (String folder : new String[] {"rootfs", "input", "output", "home", "tmp"}) {
            Files.createDirectory(making.file(folder));
        }
        making.write("request.json", request);
        making.write("parameters.json", request.parameters());
        LocalImage.Contents image = unpack(request, making.rootfs());
        making.write("launch.json", launch(request, image, making, later, input));
    }

    private LocalImage.Contents unpack(WorkloadRequest request, Path rootfs) throws IOException {
        Path file = images.resolve(request.image().digest().hex() + ".tar");
        try (var image = new LocalImage(file)) {
            LocalImage.Contents contents = image.contents(request.image().digest());
            var unpacking = new Unpacking(rootfs, limits);
            for (LocalImage.Layer layer : contents.layers()) {
                unpacking.add(image, layer);
            }
            return contents;
        } catch (NoSuchFileException e) {
            if (Files.exists(file)) {
                throw e;
            }
            throw new WorkloadRefused(Failure.userError(
                    "image-gone",
                    "image " + request.image() + " is not in the local store any more (looked for " + file + ")",
                    "Retry the run from build, or register the model again; how long images are kept is set by"
                            + " millrace.retention. Images of a registry need Kubernetes."));
        } catch (BadImage e) {
            throw new WorkloadRefused(Failure.userError(
                    "image-invalid",
                    "image " + request.image() + " " + e.how(),
                    "Mend what the image is built from, and register the model again."));
        }
    }

    private Launch launch(
            WorkloadRequest request, LocalImage.Contents image, RunFolder making, RunFolder later, Path input)
            throws IOException {
        var moved = new Moved(making.rootfs(), later.rootfs());
        Path directory =
                Path.of("/").relativize(Path.of("/", image.workingDirectory()).normalize());
        Files.createDirectories(making.rootfs().resolve(directory));
        Optional<URI> server =
                request.kind() instanceof WorkloadRequest.Kind.Server ? Optional.of(free()) : Optional.empty();
        return new Launch(
                request.command().stream().map(moved::path).toList(),
                later.rootfs().resolve(directory).toString(),
                Environment.of(
                        request, later, Environment.moved(image.env(), moved), python.executable(), input, server),
                server);
    }

    private URI free() throws IOException {
        return URI.create("http://127.0.0.1:" + ports.find());
    }
}
