package io.millrace.workloads;

import io.millrace.events.Failure;
import io.millrace.events.Failure.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a workload's end means to people. */
public final class WorkloadFailures {
    private static final int MAX_LAST_LINE_CHARS = 200;
    private static final int MAX_TITLE_CHARS = 200;

    private WorkloadFailures() {}

    /**
     * The failure behind an end that is not a success.
     *
     * @param what      begins the sentence: the stage and its command, for example {@code training 'python3 train.py'}
     * @param lastLines of its log, oldest first, as {@link Workloads#lastLines} gives them; redacted here
     * @throws IllegalArgumentException for {@link WorkloadEnd.Succeeded}
     */
    public static Failure of(WorkloadEnd end, String what, List<String> lastLines) {
        return failure(end, Evidence.line(Excerpt.of(what, MAX_TITLE_CHARS)), lastWords(lastLines))
                .withEvidence(Evidence.of(lastLines));
    }

    private static Failure failure(WorkloadEnd end, String what, String lastWords) {
        return switch (end) {
            case WorkloadEnd.Succeeded succeeded ->
                throw new IllegalArgumentException(what + " succeeded, there is no failure to tell of");
            case WorkloadEnd.NotStarted(String reason) ->
                Failure.userError(
                        "command-not-found",
                        what + " could not be started: " + reason,
                        "Check the command in millrace.yaml: it is relative to the image's working directory.");
            case WorkloadEnd.ExitedNonZero(int exitCode) ->
                Failure.userError(
                        "command-failed",
                        what + " ended with exit code " + exitCode + lastWords,
                        "Read the last lines of its log, mend the code, and register the model again.");
            case WorkloadEnd.Killed(int signal) -> killed(signal, what, lastWords);
            case WorkloadEnd.TimedOut(var deadline) ->
                failure(
                        Kind.TIMEOUT,
                        "deadline-exceeded",
                        what + " was stopped after " + Plain.duration(deadline) + ", longer than it may take"
                                + lastWords,
                        "Raise the stage's timeout in millrace.yaml, or give it less to do.");
            case WorkloadEnd.NeverHealthy(var startTimeout, String lastAnswer) ->
                Failure.userError(
                        "server-unhealthy",
                        what + " did not become healthy within " + Plain.duration(startTimeout) + "; last answer: "
                                + Excerpt.of(lastAnswer, MAX_LAST_LINE_CHARS) + lastWords,
                        "The server must listen on $PORT and answer its health path with 2xx once it can serve;"
                                + " or raise deploy.startTimeout.");
            case WorkloadEnd.QuotaExceeded(String where, long limitBytes) ->
                Failure.userError(
                        "quota-exceeded",
                        what + " wrote more than " + Plain.bytes(limitBytes) + " to its " + where,
                        "Write less to its " + where + ".");
            case WorkloadEnd.OutputRefused(String reason) ->
                Failure.userError(
                        "output-refused",
                        what + " left something in its output folder that cannot be kept: " + reason,
                        "Write plain files and folders only to MILLRACE_OUTPUT.");
            case WorkloadEnd.ResultRefused(String reason) ->
                Failure.userError(
                        "result-invalid",
                        what + " left a result that cannot be read: MILLRACE_RESULT is " + reason,
                        "Write a plain file with one JSON object to MILLRACE_RESULT, or nothing at all.");
            case WorkloadEnd.Cancelled() ->
                failure(
                        Kind.CANCELLED,
                        "cancelled",
                        what + " was cancelled",
                        "Nothing, if that was meant; otherwise retry the run.");
            case WorkloadEnd.Lost() ->
                Failure.transientFailure(
                        "workload-lost",
                        what + " is gone and did not say why: the machine was restarted, or somebody killed it",
                        "It is tried again as often as retries in millrace.yaml allow; if the run has ended, register the"
                                + " model again.");
        };
    }

    private static Failure killed(int signal, String what, String lastWords) {
        boolean crashed = signal == 4 || signal == 6 || signal == 7 || signal == 8 || signal == 11;
        String remedy = crashed
                ? "It crashed in native code: look at the libraries that it loads."
                : "Usually memory ran out: use less, or ask for more under resources.memory; or somebody killed it.";
        return Failure.userError("command-killed", what + " was killed by signal " + signal + lastWords, remedy);
    }

    private static Failure failure(Kind kind, String code, String summary, String remedy) {
        return new Failure(kind, code, summary, remedy, Optional.empty());
    }

    /** The last thing it said, which for most programs is the error. */
    private static String lastWords(List<String> lines) {
        return lines.reversed().stream()
                .filter(line -> !line.isBlank())
                .findFirst()
                .map(line -> "; its last line: " + Excerpt.of(Evidence.line(line.strip()), MAX_LAST_LINE_CHARS))
                .orElse("");
    }

    /** Units as people write them. */
    private static final class Plain {
        private Plain() {}

        static String duration(java.time.Duration duration) {
            return duration.toString().substring(2).toLowerCase(Locale.ROOT);
        }

        static String bytes(long bytes) {
            if (bytes >= 1L << 30) {
                return trimmed(bytes / (double) (1L << 30)) + " GiB";
            }
            return bytes >= 1L << 20 ? trimmed(bytes / (double) (1L << 20)) + " MiB" : trimmed(bytes / 1024.0) + " KiB";
        }

        private static String trimmed(double value) {
            return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.1f", value);
        }
    }
}
