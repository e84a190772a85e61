package io.millrace.monitor.view;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Candidate;
import io.millrace.events.Digest;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import io.millrace.events.Failure;
import io.millrace.events.ImageBuilt;
import io.millrace.events.ImageRef;
import io.millrace.events.Metrics;
import io.millrace.events.ModelDeployed;
import io.millrace.events.ModelEvaluated;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.ModelTrained;
import io.millrace.events.PipelineEvent;
import io.millrace.events.PipelineSpec;
import io.millrace.events.RunEnded;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Sequence;
import io.millrace.events.ServingChanged;
import io.millrace.events.Source;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed;
import io.millrace.events.StageProgressed.State;
import io.millrace.events.StageStatus;
import io.millrace.events.Verdict;
import io.millrace.events.Version;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The events of one run, a second apart, as the stages would publish them. */
public final class Trip {
    public static final Instant NINE = Instant.parse("2026-01-05T09:00:00Z");
    public static final URI ENDPOINT = URI.create("http://127.0.0.1:8085/models/digits");
    public static final ImageRef IMAGE = new ImageRef("local/digits", new Digest("sha256:" + "ab".repeat(32)));
    public static final Failure GATE_MISSED =
            Failure.userError("gate-missed", "accuracy is 0.7, less than the 0.9 asked for", "Train a better model");

    private static final URI UPSTREAM = URI.create("/upstream");

    private final String registration;
    private final RunRef run;

    private Trip(String registration, RunRef run) {
        this.registration = registration;
        this.run = run;
    }

    public static Trip of(String model, int n) {
        String registration = model + "-" + n;
        return new Trip(
                registration,
                new RunRef(
                        RunId.of(UPSTREAM, registration),
                        0,
                        new ModelName(model),
                        Optional.of(new Version("v" + n)),
                        new Sequence(0, n)));
    }

    /** The same run, asked to be tried once more. */
    public Trip again() {
        return new Trip(
                registration, new RunRef(run.run(), run.round() + 1, run.model(), run.version(), run.sequence()));
    }

    public RunId id() {
        return run.run();
    }

    public RunRef run() {
        return run;
    }

    public Envelope registered(int second) {
        var event = new ModelRegistered(
                run.model(),
                run.version(),
                new Source.Git("https://git.example/digits", Optional.empty(), Optional.empty()),
                Optional.empty());
        return Envelope.first(registration, UPSTREAM, NINE.plusSeconds(second), event);
    }

    public Envelope progress(Stage stage, State state, int attempt, int second) {
        return progress(stage, state, attempt, second, "");
    }

    public Envelope progress(Stage stage, State state, int attempt, int second, String message) {
        var event = new StageProgressed(
                run,
                stage,
                state,
                attempt,
                Optional.of(message).filter(text -> !text.isEmpty()),
                Optional.empty(),
                Metrics.NONE);
        return envelope(EventIds.progress(run, stage, attempt, state, message), attempt, second, event);
    }

    public Envelope metric(Stage stage, String name, double value, long step, int second) {
        var event = new StageProgressed(
                run, stage, State.RUNNING, 1, Optional.empty(), Optional.of(step), new Metrics(Map.of(name, value)));
        return envelope(EventIds.progress(run, stage, 1, State.RUNNING, name + step), 1, second, event);
    }

    public Envelope built(int second) {
        return answer(
                Stage.BUILD,
                second,
                new ImageBuilt(run, StageStatus.DONE, candidate(Metrics.NONE), Optional.of("0".repeat(40))));
    }

    public Envelope trained(int second) {
        return answer(
                Stage.TRAIN,
                second,
                new ModelTrained(run, StageStatus.DONE, candidate(new Metrics(Map.of("loss", 0.3)))));
    }

    public Envelope evaluated(Verdict verdict, double accuracy, int second) {
        var event = new ModelEvaluated(
                run,
                StageStatus.DONE,
                candidate(new Metrics(Map.of("accuracy", accuracy))),
                verdict,
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
        return answer(Stage.EVALUATE, second, event);
    }

    public Envelope deployed(long generation, int second) {
        var event = new ModelDeployed(
                run,
                StageStatus.DONE,
                candidate(new Metrics(Map.of("accuracy", 0.95))),
                Optional.of(generation),
                Optional.of(ENDPOINT));
        return answer(Stage.DEPLOY, second, event);
    }

    public Envelope ended(RunEnded.Result result, Stage stage, int second) {
        return envelope(EventIds.ended(run), 1, second, new RunEnded(run, result, stage, Optional.empty()));
    }

    public Envelope raised(Stage stage, Failure failure, int second) {
        AlertRaised event = AlertRaised.of(run, stage, failure);
        return envelope(event.alertId(), 1, second, event);
    }

    /** That this run showed that the alert's cause is gone. */
    public Envelope resolves(Envelope alert, int second) {
        var raised = (AlertRaised) alert.event();
        var event = new AlertResolved(raised.alertId(), raised.fingerprint(), run, raised.stage());
        return envelope(EventIds.resolved(raised.alertId()), 1, second, event);
    }

    public Envelope serves(long generation, int second) {
        return serves(generation, 0.95, second);
    }

    public Envelope serves(long generation, double accuracy, int second) {
        var event = new ServingChanged(
                run,
                generation,
                "serve-" + run.run(),
                candidate(new Metrics(Map.of("accuracy", accuracy))),
                Map.of(),
                Optional.empty(),
                ENDPOINT,
                Optional.empty());
        return envelope(EventIds.serving(run), 1, second, event);
    }

    /** All that is published about a run that goes well. */
    public List<Envelope> well() {
        return List.of(
                registered(0),
                progress(Stage.BUILD, State.RUNNING, 1, 1),
                built(2),
                progress(Stage.TRAIN, State.RUNNING, 1, 3),
                metric(Stage.TRAIN, "loss", 0.5, 1, 4),
                metric(Stage.TRAIN, "loss", 0.3, 2, 5),
                progress(Stage.TRAIN, State.SUCCEEDED, 1, 6),
                trained(6),
                progress(Stage.EVALUATE, State.RUNNING, 1, 7),
                evaluated(Verdict.PASSED, 0.95, 8),
                progress(Stage.DEPLOY, State.RUNNING, 1, 9),
                serves(1, 10),
                deployed(1, 10),
                ended(RunEnded.Result.DEPLOYED, Stage.DEPLOY, 10));
    }

    private Envelope answer(Stage stage, int second, PipelineEvent event) {
        return envelope(EventIds.outcome(run, stage), 1, second, event);
    }

    private Envelope envelope(String id, int attempt, int second, PipelineEvent event) {
        return registered(0).causes(id, URI.create("/millrace"), NINE.plusSeconds(second), attempt, event);
    }

    private Candidate candidate(Metrics metrics) {
        var spec = new PipelineSpec(
                run.model(),
                Optional.empty(),
                PipelineSpec.Concurrency.QUEUE,
                new PipelineSpec.Build("scratch", List.of("**")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new Candidate(spec, Optional.of(IMAGE), Optional.empty(), metrics);
    }
}
