package io.millrace.workloads.process;

import io.millrace.events.ArtifactRef;
import io.millrace.workloads.ArtifactRefused;
import io.millrace.workloads.ArtifactStore;
import io.millrace.workloads.WorkloadEnd;
import io.millrace.workloads.WorkloadRequest;
import io.millrace.workloads.WorkloadRequest.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes a workload's end of what its guardian says. A function of the run folder and the artifact store: whoever asks,
 * however often, gets the same.
 */
final class Settlement {
    /** Left by the observer that gave up on a server: its last answer. */
    static final String UNHEALTHY = "unhealthy";

    private final ArtifactStore artifacts;
    private final Limits limits;

    Settlement(ArtifactStore artifacts, Limits limits) {
        this.artifacts = artifacts;
        this.limits = limits;
    }

    WorkloadEnd of(ExitFile exit, RunFolder folder, WorkloadRequest request) throws IOException {
        return switch (exit) {
            case ExitFile.Exited(int code) ->
                code == 0 ? succeeded(folder, request) : new WorkloadEnd.ExitedNonZero(code);
            case ExitFile.Killed(int signal) -> new WorkloadEnd.Killed(signal);
            case ExitFile.NotStarted(String reason) -> new WorkloadEnd.NotStarted(reason);
            case ExitFile.Deadline() -> new WorkloadEnd.TimedOut(deadline(request));
            case ExitFile.Quota(String what, long limit) -> new WorkloadEnd.QuotaExceeded(what, limit);
            case ExitFile.Cancelled() -> new WorkloadEnd.Cancelled();
            case ExitFile.Stopped() -> stopped(folder, request);
        };
    }

    private static Duration deadline(WorkloadRequest request) {
        return switch (request.kind()) {
            case Kind.Job(Duration deadline) -> deadline;
            case Kind.Server server -> throw new IllegalStateException("a server has no deadline: " + request.name());
        };
    }

    private static WorkloadEnd stopped(RunFolder folder, WorkloadRequest request) throws IOException {
        Optional<String> lastAnswer = folder.marked(UNHEALTHY);
        return request.kind() instanceof Kind.Server(String health, Duration startTimeout) && lastAnswer.isPresent()
                ? new WorkloadEnd.NeverHealthy(startTimeout, lastAnswer.get())
                : new WorkloadEnd.Lost();
    }

    private WorkloadEnd succeeded(RunFolder folder, WorkloadRequest request) throws IOException {
        Path result = folder.result();
        boolean reported = Files.exists(result, LinkOption.NOFOLLOW_LINKS);
        if (reported && !Files.isRegularFile(result, LinkOption.NOFOLLOW_LINKS)) {
            return new WorkloadEnd.ResultRefused(kindOf(result) + ", not a plain file");
        }
        if (reported && Files.size(result) > limits.resultBytes()) {
            return new WorkloadEnd.QuotaExceeded("result file", limits.resultBytes());
        }
        Optional<String> text = reported
                ? Optional.of(new String(Files.readAllBytes(result), StandardCharsets.UTF_8))
                : Optional.empty();
        try {
            return new WorkloadEnd.Succeeded(kept(folder, request), text);
        } catch (ArtifactRefused e) {
            return new WorkloadEnd.OutputRefused(e.failure().summary());
        }
    }

    private static String kindOf(Path odd) {
        if (Files.isSymbolicLink(odd)) {
            return "a symbolic link";
        }
        return Files.isDirectory(odd, LinkOption.NOFOLLOW_LINKS) ? "a folder" : "a device, socket or pipe";
    }

    /** Kept now, or found to be kept: by an observer that died before it could tell, or by another one. */
    private ArtifactRef kept(RunFolder folder, WorkloadRequest request) {
        return artifacts.keep(request.output(), folder.output());
    }
}
