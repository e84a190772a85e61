package io.millrace.events;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One trip of the digits model through the pipeline: the events behind the published wire examples. */
final class Examples {
    static final Instant NINE = Instant.parse("2026-01-05T09:00:00Z");
    static final ModelName MODEL = new ModelName("digits-classifier");
    static final Version VERSION = new Version("9f2c1e7");
    static final URI REGISTRY = URI.create("https://registry.example.com/models");
    static final URI BUILDER = URI.create("/millrace/builder");
    static final String REGISTRATION_ID = "digits-classifier-2026-01-05";
    static final String COMMAND_ID = "7a0c8c1e-6b0e-4f6e-9d1c-2f4f6c1f0a55";
    static final RunRef RUN =
            new RunRef(RunId.of(REGISTRY, REGISTRATION_ID), 0, MODEL, Optional.of(VERSION), new Sequence(0, 41));

    private static final Digest IMAGE_DIGEST =
            new Digest("sha256:3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea");
    private static final Digest MODEL_DIGEST =
            new Digest("sha256:2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6");
    private static final ImageRef IMAGE = new ImageRef("local/digits-classifier", IMAGE_DIGEST);
    private static final ArtifactRef ARTIFACT = new ArtifactRef(
            URI.create("artifact://" + RUN.run() + "/0/train/1"), MODEL_DIGEST, 41_880, ArtifactRef.FOLDER);
    private static final Metrics TRAINED = new Metrics(Map.of("loss", 0.118, "accuracy", 0.971));
    private static final Metrics EVALUATED = new Metrics(Map.of("accuracy", 0.955, "f1_macro", 0.954));
    private static final Map<String, Metrics> SLICES = Map.of("digit=8", new Metrics(Map.of("accuracy", 0.902)));
    private static final URI ENDPOINT = URI.create("http://127.0.0.1:7080/models/digits-classifier");
    private static final PipelineSpec.Resources RESOURCES =
            new PipelineSpec.Resources(Optional.of(1.0), Optional.of(1_073_741_824L), 0);
    private static final PipelineSpec.Gate ACCURACY =
            new PipelineSpec.Gate("accuracy", Optional.empty(), Optional.of(0.93), Optional.empty(), Optional.of(0.01));
    private static final PipelineSpec.Gate EIGHTS = new PipelineSpec.Gate(
            "accuracy", Optional.of("digit=8"), Optional.of(0.8), Optional.empty(), Optional.empty());

    private static final PipelineSpec SPEC = new PipelineSpec(
            MODEL,
            Optional.of("vision-team"),
            PipelineSpec.Concurrency.QUEUE,
            new PipelineSpec.Build("scratch", List.of("*.py", "data/**")),
            Optional.of(new PipelineSpec.Train(
                    List.of("python3", "train.py"),
                    Map.of("epochs", 30, "learning_rate", 0.2),
                    Map.of("OMP_NUM_THREADS", "2"),
                    RESOURCES,
                    Duration.ofMinutes(30),
                    1)),
            Optional.of(new PipelineSpec.Evaluate(
                    List.of("python3", "evaluate.py"),
                    Map.of(),
                    Map.of(),
                    PipelineSpec.Resources.ANY,
                    Duration.ofMinutes(10),
                    1,
                    List.of(ACCURACY, EIGHTS))),
            Optional.of(new PipelineSpec.Deploy(
                    List.of("python3", "serve.py"),
                    Map.of(),
                    PipelineSpec.Resources.ANY,
                    "/v2/health/ready",
                    Duration.ofMinutes(1),
                    false,
                    false)));

    private static final Candidate BUILT = new Candidate(SPEC, Optional.of(IMAGE), Optional.empty(), Metrics.NONE);
    private static final Candidate WITH_MODEL = BUILT.trained(Optional.of(ARTIFACT), TRAINED);
    private static final Candidate JUDGED = WITH_MODEL.evaluated(EVALUATED);

    static final Failure GATE_MISSED = Failure.userError(
                    "gate-missed",
                    "accuracy of slice 'digit=8' is 0.761, the gate in millrace.yaml asks for at least 0.8",
                    "Improve the model on this slice, or lower evaluate.gates[1].min")
            .withEvidence("digit=8: 137 of 180 right");

    /** A registration as it comes from outside. */
    static final Envelope REGISTERED = new Envelope(
            REGISTRATION_ID,
            REGISTRY,
            NINE,
            0,
            Optional.empty(),
            Optional.of(REGISTRATION_ID),
            Optional.of("00-6c324c6aef85b44e5d55f4d2937b9e54-200fb6407e6bdc35-01"),
            new ModelRegistered(
                    MODEL,
                    Optional.of(VERSION),
                    new Source.Git(
                            "https://git.example.com/vision/digits.git",
                            Optional.of("main"),
                            Optional.of("models/digits")),
                    Optional.of(Map.of("epochs", 30))));

    private Examples() {}

    /** An example of every event, in the order in which a run meets them. */
    static Map<EventType, Envelope> all() {
        var all = new LinkedHashMap<EventType, Envelope>();
        for (PipelineEvent event : events()) {
            EventType type = EventType.of(event);
            all.put(type, event instanceof ModelRegistered ? REGISTERED : caused(type, event));
        }
        return all;
    }

    private static Envelope caused(EventType type, PipelineEvent event) {
        return REGISTERED.causes(id(event), source(event), NINE.plusSeconds(10L * type.ordinal()), 1, event);
    }

    private static List<PipelineEvent> events() {
        AlertRaised alert = AlertRaised.of(RUN, Stage.EVALUATE, GATE_MISSED);
        return List.of(
                REGISTERED.event(),
                new ImageBuilt(RUN, StageStatus.DONE, BUILT, Optional.of("9f2c1e7b6a5d4c3b2a1908f7e6d5c4b3a2918070")),
                new ModelTrained(RUN, StageStatus.DONE, WITH_MODEL),
                new ModelEvaluated(
                        RUN,
                        StageStatus.DONE,
                        JUDGED,
                        Verdict.PASSED,
                        SLICES,
                        List.of(
                                new GateResult(
                                        ACCURACY,
                                        Verdict.PASSED,
                                        Optional.of(0.955),
                                        Optional.of(0.948),
                                        "accuracy 0.955, at least 0.93 and 0.938 (champion 0.948 less 0.01)"),
                                new GateResult(
                                        EIGHTS,
                                        Verdict.PASSED,
                                        Optional.of(0.902),
                                        Optional.empty(),
                                        "accuracy of digit=8 0.902, at least 0.8")),
                        Optional.of(3L),
                        Optional.of("sha256:18ac3e7343f016890c510e93f935261169d9e3f565436429830faf0934f4f8e4")),
                new ModelDeployed(RUN, StageStatus.DONE, JUDGED, Optional.of(4L), Optional.of(ENDPOINT)),
                new ServingChanged(
                        RUN,
                        4,
                        "deploy-" + RUN.run() + "-0-1",
                        JUDGED,
                        SLICES,
                        Optional.of("sha256:18ac3e7343f016890c510e93f935261169d9e3f565436429830faf0934f4f8e4"),
                        ENDPOINT,
                        Optional.of(3L)),
                new ServingEnded(
                        RUN,
                        5,
                        "deploy-" + RUN.run() + "-0-1",
                        RUN.sequence(),
                        new Decision(COMMAND_ID, Optional.of("the camera was replaced")),
                        Optional.empty()),
                new RunEnded(RUN, RunEnded.Result.DEPLOYED, Stage.DEPLOY, Optional.empty()),
                new StageProgressed(
                        RUN,
                        Stage.TRAIN,
                        StageProgressed.State.RUNNING,
                        1,
                        Optional.of("epoch 12 of 30"),
                        Optional.of(12L),
                        new Metrics(Map.of("loss", 0.31))),
                alert,
                new AlertResolved(alert.alertId(), alert.fingerprint(), RUN, Stage.EVALUATE),
                new RunCancel(RUN.run(), MODEL, Optional.of("wrong data set")),
                new RunRetry(RUN.run(), MODEL, Stage.TRAIN),
                new DeploymentRollback(RUN.run(), MODEL, Optional.of("the version after it answers too slowly")),
                new DeploymentRemove(RUN.run(), MODEL, Optional.of("the camera was replaced")),
                new CommandAccepted(COMMAND_ID, RUN.run(), MODEL, 1, Stage.TRAIN, "round 1 begins with train"),
                new CommandRejected(COMMAND_ID, RUN.run(), MODEL, Stage.DEPLOY, "the run ended already: deployed"));
    }

    // Java 17 knows no exhaustive switch over a sealed type; a test walks all events.
    private static String id(PipelineEvent event) {
        if (event instanceof ImageBuilt) {
            return EventIds.outcome(RUN, Stage.BUILD);
        } else if (event instanceof ModelTrained) {
            return EventIds.outcome(RUN, Stage.TRAIN);
        } else if (event instanceof ModelEvaluated) {
            return EventIds.outcome(RUN, Stage.EVALUATE);
        } else if (event instanceof ModelDeployed) {
            return EventIds.outcome(RUN, Stage.DEPLOY);
        } else if (event instanceof ServingEvent) {
            return EventIds.serving(RUN);
        } else if (event instanceof RunEnded) {
            return EventIds.ended(RUN);
        } else if (event instanceof StageProgressed progress) {
            return EventIds.progress(RUN, progress.stage(), progress.attempt(), progress.state(), "12");
        } else if (event instanceof AlertRaised alert) {
            return alert.alertId();
        } else if (event instanceof AlertResolved resolved) {
            return EventIds.resolved(resolved.alertId());
        } else if (event instanceof Command) {
            return COMMAND_ID;
        } else if (event instanceof CommandAnswer answer) {
            return EventIds.answer(answer.command());
        }
        throw new IllegalArgumentException("no id for an example of " + event.getClass());
    }

    private static URI source(PipelineEvent event) {
        Stage stage = event instanceof ImageBuilt
                ? Stage.BUILD
                : event instanceof StageProgressed || event instanceof ModelTrained
                        ? Stage.TRAIN
                        : event instanceof ModelDeployed || event instanceof ServingEvent || event instanceof RunEnded
                                ? Stage.DEPLOY
                                : Stage.EVALUATE;
        return URI.create("/millrace/" + stage.worker());
    }
}
