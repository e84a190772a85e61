package io.millrace.promises;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Candidate;
import io.millrace.events.CommandAccepted;
import io.millrace.events.CommandRejected;
import io.millrace.events.Decision;
import io.millrace.events.Envelope;
import io.millrace.events.Failure;
import io.millrace.events.Metrics;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.ModelTrained;
import io.millrace.events.PipelineEvent;
import io.millrace.events.PipelineSpec;
import io.millrace.events.RunCancel;
import io.millrace.events.RunEnded;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.RunRetry;
import io.millrace.events.Sequence;
import io.millrace.events.ServingChanged;
import io.millrace.events.Source;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed;
import io.millrace.events.StageStatus;
import io.millrace.events.Version;
import io.millrace.promises.History.Belief;
import io.millrace.promises.History.End;
import io.millrace.promises.History.Seen;
import io.millrace.promises.History.Work;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A history of the trainer, told event by event; each happens one moment after the one before. */
final class Told {
    private static final ModelName MODEL = new ModelName("toy");
    private static final URI SOMEBODY = URI.create("/somebody");

    private final List<Seen> log = new ArrayList<>();
    private final List<Work> works = new ArrayList<>();
    private final List<Belief> beliefs = new ArrayList<>();
    private final List<String> left = new ArrayList<>();
    private long moment;
    private boolean isTimed = true;

    static RunRef run(int version) {
        return new RunRef(
                RunId.of(SOMEBODY, "toy" + version),
                0,
                MODEL,
                Optional.of(new Version("v" + version)),
                new Sequence(0, version));
    }

    private Told event(String id, PipelineEvent event) {
        long at = isTimed ? ++moment : 0;
        Instant decided = Instant.EPOCH.plusSeconds(log.size());
        log.add(new Seen("topic", 0, log.size(), at, Envelope.first(id, SOMEBODY, decided, event)));
        return this;
    }

    /** From now on it is not known when events came. */
    Told untimed() {
        isTimed = false;
        return this;
    }

    Told registered(int version) {
        var source = new Source.Git("file:///toy", Optional.empty(), Optional.empty());
        return event("toy" + version, new ModelRegistered(MODEL, run(version).version(), source, Optional.empty()));
    }

    Told trained(RunRef run, double loss) {
        return event("trained-" + run.run(), new ModelTrained(run, StageStatus.DONE, candidate(loss)));
    }

    private static Candidate candidate(double loss) {
        var spec = new PipelineSpec(
                MODEL,
                Optional.empty(),
                PipelineSpec.Concurrency.QUEUE,
                new PipelineSpec.Build("scratch", List.of("**")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new Candidate(spec, Optional.empty(), Optional.empty(), new Metrics(Map.of("loss", loss)));
    }

    Told serves(RunRef run, long generation) {
        return serves(run, generation, Optional.empty(), Optional.empty());
    }

    /** Because somebody wanted it back, although the other served. */
    Told servesAgain(RunRef run, long generation, RunRef latest) {
        var decision = new Decision("go-back", Optional.empty());
        return serves(run, generation, Optional.of(latest.sequence()), Optional.of(decision));
    }

    private Told serves(RunRef run, long generation, Optional<Sequence> latest, Optional<Decision> decision) {
        return event(
                "serving-" + run.run() + generation,
                new ServingChanged(
                        run,
                        generation,
                        "deploy-" + run.run(),
                        candidate(0.1),
                        Map.of(),
                        Optional.empty(),
                        URI.create("http://127.0.0.1/models/toy"),
                        Optional.empty(),
                        Optional.empty(),
                        latest,
                        decision,
                        Optional.empty()));
    }

    /** Under the id of the run's outcome. */
    Told progressed(RunRef run, String message) {
        return event(
                "trained-" + run.run(),
                new StageProgressed(
                        run,
                        Stage.TRAIN,
                        StageProgressed.State.RUNNING,
                        1,
                        Optional.of(message),
                        Optional.empty(),
                        Metrics.NONE));
    }

    Told ended(RunRef run, RunEnded.Result result, Optional<String> alert) {
        return event("ended-" + run.run() + run.round() + result, new RunEnded(run, result, Stage.TRAIN, alert));
    }

    Told raised(RunRef run, String id) {
        var why = Failure.userError("command-failed", "it raised", "mend it");
        return event(id, new AlertRaised(id, "toy/train/x", Optional.of(MODEL), Optional.of(run), Stage.TRAIN, why, 1));
    }

    Told resolved(RunRef by, String id) {
        return event("resolved-" + id, new AlertResolved(id, "toy/train/x", by, Stage.TRAIN));
    }

    Told cancel(RunRef run) {
        return event("cancel", new RunCancel(run.run(), MODEL, Optional.empty()));
    }

    Told accepted(RunRef run) {
        return accepted(run, Stage.TRAIN);
    }

    Told accepted(RunRef run, Stage by) {
        return event("accepted", new CommandAccepted("cancel", run.run(), MODEL, run.round(), by, "cancelled"));
    }

    Told retry(RunRef run) {
        return event("retry", new RunRetry(run.run(), MODEL, Stage.TRAIN));
    }

    Told retried(RunRef run) {
        return event("retried", new CommandAccepted("retry", run.run(), MODEL, run.round(), Stage.TRAIN, "it begins"));
    }

    Told rejected(RunRef run) {
        return event("rejected", new CommandRejected("cancel", run.run(), MODEL, Stage.TRAIN, "it ended already"));
    }

    Told worked(RunRef run, int attempt, End end) {
        long began = ++moment;
        works.add(new Work(run, Stage.TRAIN, attempt, began, ++moment, end));
        return this;
    }

    Told working(RunRef run) {
        works.add(new Work(run, Stage.TRAIN, 1, ++moment, Long.MAX_VALUE, End.NONE));
        return this;
    }

    Told believed(RunRef run, RunEnded.Result result) {
        beliefs.add(new Belief(run, Stage.TRAIN, Optional.of(result)));
        return this;
    }

    Told left(String what) {
        left.add(what);
        return this;
    }

    History history() {
        return new History(Stage.TRAIN, log, works, beliefs, left);
    }
}
