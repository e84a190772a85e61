package io.millrace.workloads;

import io.millrace.events.ArtifactRef;
import java.time.Duration;
import java.util.Optional;

/** How a workload ended. */
public sealed interface WorkloadEnd {

    /**
     * The command ended with exit code 0.
     *
     * @param output the folder it wrote, kept in the artifact store
     * @param result what it wrote to {@code MILLRACE_RESULT}, unread; absent when it wrote nothing
     */
    record Succeeded(ArtifactRef output, Optional<String> result) implements WorkloadEnd {}

    /** The command could not be started: it is not in the image, or not executable. */
    record NotStarted(String reason) implements WorkloadEnd {}

    /** The command ended with another exit code. */
    record ExitedNonZero(int exitCode) implements WorkloadEnd {}

    /** Something outside ended it, for example the kernel when memory ran out. */
    record Killed(int signal) implements WorkloadEnd {}

    /** It ran longer than it may. */
    record TimedOut(Duration deadline) implements WorkloadEnd {}

    /** A server did not become healthy in time. */
    record NeverHealthy(Duration startTimeout, String lastAnswer) implements WorkloadEnd {}

    /** It wrote more than it may; {@code what} says where: its log, its output folder, its folders altogether or its result. */
    record QuotaExceeded(String what, long limitBytes) implements WorkloadEnd {}

    /** The command ended well, but what it wrote to {@code MILLRACE_OUTPUT} cannot be kept; {@code reason} says why. */
    record OutputRefused(String reason) implements WorkloadEnd {}

    /** The command ended well, but {@code MILLRACE_RESULT} is no file that can be read; {@code reason} says what it is. */
    record ResultRefused(String reason) implements WorkloadEnd {}

    /** {@link Workloads#cancel} ended it. */
    record Cancelled() implements WorkloadEnd {}

    /**
     * It is gone, neither by its own doing nor because anybody asked for its end: the machine or the whole place was
     * shut down, or somebody killed it together with its guardian. Another attempt may well succeed.
     */
    record Lost() implements WorkloadEnd {}
}
