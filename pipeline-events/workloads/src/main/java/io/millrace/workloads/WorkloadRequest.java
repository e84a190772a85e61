package io.millrace.workloads;

import io.millrace.events.ArtifactRef;
import io.millrace.events.ImageRef;
import io.millrace.events.PipelineSpec.Resources;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.TraceContext;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What should run.
 *
 * @param run        whose workload it is
 * @param stage      the stage that asks for it
 * @param attempt    counts the stage's automatic tries from 1
 * @param image      what to run it in
 * @param command    relative to the image's working directory
 * @param parameters handed to the command as a JSON file
 * @param env        the spec's own variables; the contract's ({@code MILLRACE_…}, {@code PORT}) are the runtime's to set
 * @param input      folder that the command finds under {@code MILLRACE_INPUT}; absent: an empty one
 * @param kind       what it is expected to do
 */
public record WorkloadRequest(
        RunRef run,
        Stage stage,
        int attempt,
        ImageRef image,
        List<String> command,
        Map<String, Object> parameters,
        Map<String, String> env,
        Resources resources,
        Optional<ArtifactRef> input,
        Kind kind) {

    /** What a workload is expected to do. */
    public sealed interface Kind {

        /**
         * To come to an end, and leave a folder and a result.
         *
         * @param deadline wall time after which it is stopped
         */
        record Job(Duration deadline) implements Kind {}

        /**
         * To serve until it is stopped.
         *
         * @param health       path that answers 2xx once it can serve
         * @param startTimeout how long it may take until then
         */
        record Server(String health, Duration startTimeout) implements Kind {}
    }

    /** The same, with the trace context that what it does belongs to; after OpenTelemetry's convention, a variable. */
    public WorkloadRequest within(TraceContext trace) {
        Map<String, String> traced = new HashMap<>(env);
        traced.put("TRACEPARENT", trace.toString());
        return new WorkloadRequest(run, stage, attempt, image, command, parameters, traced, resources, input, kind);
    }

    /** Same for the same run, round, stage and attempt; at most 45 characters of {@code [a-z0-9-]}. */
    public String name() {
        return nameFor(run, stage, attempt);
    }

    public static String nameFor(RunRef run, Stage stage, int attempt) {
        return stage.wireName() + "-" + run.run() + "-" + run.round() + "-" + attempt;
    }

    /** Where what it writes to {@code MILLRACE_OUTPUT} is kept. */
    public URI output() {
        return URI.create("artifact://" + run.run() + "/" + run.round() + "/" + stage + "/" + attempt);
    }
}
