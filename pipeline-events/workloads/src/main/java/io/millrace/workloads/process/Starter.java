package io.millrace.workloads.process;

import io.millrace.events.Failure;
import io.millrace.workloads.WorkloadRequest;
import io.millrace.workloads.WorkloadRequest.Kind;
import io.millrace.workloads.WorkloadsUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Starts the guardians of prepared workloads. */
final class Starter {
    private static final String SCRIPT = "guardian.py";

    private final Path workloads;
    private final Python python;
    private final Limits limits;
    private volatile @Nullable Path script;

    Starter(Path workloads, Python python, Limits limits) {
        this.workloads = workloads;
        this.python = python;
        this.limits = limits;
    }

    /** Returns once the command is about to start, or when somebody else started it. */
    void start(RunFolder folder) throws IOException {
        Launch launch = folder.launch();
        Path complaints = folder.file("guardian.log");
        var builder = new ProcessBuilder(guardianOf(folder, launch))
                .directory(Path.of(launch.directory()).toFile())
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(Redirect.appendTo(complaints.toFile()));
        builder.environment().clear();
        builder.environment().putAll(launch.env());
        Process guardian = builder.start();
        try (InputStream word = guardian.getInputStream()) {
            if (word.read() < 0 && !folder.isStarted()) {
                throw broken(folder, Files.readString(complaints, StandardCharsets.ISO_8859_1));
            }
        }
    }

    private List<String> guardianOf(RunFolder folder, Launch launch) throws IOException {
        WorkloadRequest request = folder.request();
        // Isolated, without site packages and without the environment: it starts faster and cannot be led astray.
        var command = new ArrayList<>(List.of(python.executable().toString(), "-I", "-S", "-E", script().toString()));
        command.add(folder.path().toString());
        command.add("deadline=" + (request.kind() instanceof Kind.Job(Duration deadline) ? seconds(deadline) : "0"));
        command.add("grace=" + seconds(limits.grace()));
        command.add("memory=" + request.resources().memoryBytes().orElse(0L));
        command.add("log-limit=" + limits.logBytes());
        command.add("output-limit=" + limits.outputBytes());
        command.add("folder-limit=" + limits.folderBytes());
        command.add("--");
        command.addAll(launch.command());
        return command;
    }

    private static String seconds(Duration duration) {
        return Double.toString(duration.toMillis() / 1000.0);
    }

    /** Written once by each process, in one step: another one may be reading it. */
    private Path script() throws IOException {
        Path written = script;
        if (written == null) {
            written = workloads.resolve("." + SCRIPT);
            Path whole = Files.createTempFile(workloads, "." + SCRIPT, "");
            try (var source = Objects.requireNonNull(Starter.class.getResourceAsStream(SCRIPT), SCRIPT)) {
                Files.copy(source, whole, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(whole, written, StandardCopyOption.ATOMIC_MOVE);
            script = written;
        }
        return written;
    }

    private static WorkloadsUnavailable broken(RunFolder folder, String complaints) {
        return new WorkloadsUnavailable(Failure.transientFailure(
                        "guardian-broken",
                        "the guardian of workload " + folder.name() + " ended before it started the command",
                        "Check that Python works on this machine and that the disk is not full.")
                .withEvidence(complaints.substring(Math.max(0, complaints.length() - 4000))));
    }
}
