package io.millrace.deployer;

import io.millrace.events.ArtifactRef;
import io.millrace.events.Candidate;
import io.millrace.events.Command;
import io.millrace.events.Decision;
import io.millrace.events.DeploymentRemove;
import io.millrace.events.DeploymentRollback;
import io.millrace.events.Digest;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import io.millrace.events.ImageRef;
import io.millrace.events.Metrics;
import io.millrace.events.ModelEvaluated;
import io.millrace.events.ModelName;
import io.millrace.events.PipelineSpec;
import io.millrace.events.PipelineSpec.Deploy;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Sequence;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEnded;
import io.millrace.events.Stage;
import io.millrace.events.StageStatus;
import io.millrace.events.Verdict;
import io.millrace.events.Version;
import io.millrace.worker.Task;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Versions of a model named {@code digits}, by their number, for tests. */
public final class Versions {
    public static final ModelName DIGITS = new ModelName("digits");
    public static final URI ENDPOINT = URI.create("http://127.0.0.1:8084/models/digits");
    public static final Deploy DEPLOY = new Deploy(
            List.of("python3", "serve.py"),
            Map.of("THREADS", "2"),
            PipelineSpec.Resources.ANY,
            "/healthz",
            Duration.ofSeconds(20),
            false,
            false);
    public static final ImageRef IMAGE = new ImageRef("local/digits", new Digest("sha256:" + "ab".repeat(32)));
    public static final Optional<ArtifactRef> ARTIFACT = Optional.of(new ArtifactRef(
            URI.create("artifact://r/0/train/1"), new Digest("sha256:" + "cd".repeat(32)), 7, ArtifactRef.FOLDER));

    private Versions() {}

    public static RunRef run(int n) {
        return new RunRef(
                RunId.of(URI.create("/test"), "digits" + n),
                0,
                DIGITS,
                Optional.of(new Version("v" + n)),
                new Sequence(0, n));
    }

    public static Candidate candidate(Optional<Deploy> deploy, Optional<ImageRef> image) {
        var spec = new PipelineSpec(
                DIGITS,
                Optional.empty(),
                PipelineSpec.Concurrency.QUEUE,
                new PipelineSpec.Build("scratch", List.of("**")),
                Optional.empty(),
                Optional.empty(),
                deploy);
        return new Candidate(spec, image, ARTIFACT, new Metrics(Map.of("accuracy", 0.95)));
    }

    public static ModelEvaluated judged(RunRef run, Verdict verdict, Candidate candidate) {
        return new ModelEvaluated(
                run,
                StageStatus.DONE,
                candidate,
                verdict,
                Map.of("digit=8", new Metrics(Map.of("accuracy", 0.9))),
                List.of(),
                Optional.empty(),
                Optional.of("sha256:data"));
    }

    public static ModelEvaluated passed(int n) {
        return judged(run(n), Verdict.PASSED, candidate(Optional.of(DEPLOY), Optional.of(IMAGE)));
    }

    public static Task task(ModelEvaluated evaluated) {
        RunRef run = evaluated.run();
        var trigger =
                Envelope.first(EventIds.outcome(run, Stage.EVALUATE), URI.create("/test"), Instant.EPOCH, evaluated);
        return new Task(run, 1, trigger);
    }

    /** The same, as the next round of the run because somebody wants that. */
    public static Task task(ModelEvaluated evaluated, Envelope command) {
        Task first = task(evaluated);
        return new Task(nextRound(evaluated.run()), 1, first.trigger(), Optional.of(command));
    }

    public static RunRef nextRound(RunRef run) {
        return new RunRef(run.run(), run.round() + 1, run.model(), run.version(), run.sequence());
    }

    public static Envelope rollback(int n) {
        return command("go-back", new DeploymentRollback(run(n).run(), DIGITS, Optional.of("slow")));
    }

    public static Envelope removal(int n) {
        return command("remove", new DeploymentRemove(run(n).run(), DIGITS, Optional.of("not wanted")));
    }

    private static Envelope command(String id, Command command) {
        return Envelope.first(id, URI.create("/test"), Instant.EPOCH, command);
    }

    /** That nothing serves after the n-th version. */
    public static ServingEnded ended(int n) {
        return new ServingEnded(
                nextRound(run(n)),
                n + 1,
                workload(n),
                run(n).sequence(),
                new Decision("remove", Optional.of("not wanted")),
                Optional.empty());
    }

    /** What the n-th version is when it serves: the first of generation 1, and so on. */
    public static ServingChanged serving(int n) {
        ModelEvaluated evaluated = passed(n);
        return new ServingChanged(
                run(n),
                n,
                workload(n),
                evaluated.candidate(),
                evaluated.slices(),
                evaluated.dataDigest(),
                ENDPOINT,
                n == 1 ? Optional.empty() : Optional.of(n - 1L),
                n == 1 ? Optional.empty() : Optional.of(workload(n - 1)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public static String workload(int n) {
        return "deploy-" + run(n).run() + "-0-1";
    }
}
