package io.millrace.promises;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Candidate;
import io.millrace.events.CommandAccepted;
import io.millrace.events.CommandRejected;
import io.millrace.events.Envelope;
import io.millrace.events.Failure;
import io.millrace.events.Metrics;
import io.millrace.events.ModelName;
import io.millrace.events.ModelTrained;
import io.millrace.events.PipelineEvent;
import io.millrace.events.PipelineSpec;
import io.millrace.events.RunCancel;
import io.millrace.events.RunEnded;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Sequence;
import io.millrace.events.Stage;
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

    static RunRef run(int version) {
        return new RunRef(
                RunId.of(SOMEBODY, "toy" + version),
                0,
                MODEL,
                Optional.of(new Version("v" + version)),
                new Sequence(0, version));
    }

    private Told event(String id, PipelineEvent event) {
        log.add(new Seen("topic", 0, log.size(), ++moment, Envelope.first(id, SOMEBODY, Instant.EPOCH, event)));
        return this;
    }

    Told trained(RunRef run, double loss) {
        var spec = new PipelineSpec(
                MODEL,
                Optional.empty(),
                PipelineSpec.Concurrency.QUEUE,
                new PipelineSpec.Build("scratch", List.of("**")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        var measured = new Metrics(java.util.Map.of("loss", loss));
        var candidate = new Candidate(spec, Optional.empty(), Optional.empty(), measured);
        return event("trained-" + run.run(), new ModelTrained(run, StageStatus.DONE, candidate));
    }

    Told ended(RunRef run, RunEnded.Result result, Optional<String> alert) {
        return event("ended-" + run.run() + result, new RunEnded(run, result, Stage.TRAIN, alert));
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
        return event("accepted", new CommandAccepted("cancel", run.run(), MODEL, 0, Stage.TRAIN, "cancelled"));
    }

    Told rejected(RunRef run) {
        return event("rejected", new CommandRejected("cancel", run.run(), MODEL, Stage.TRAIN, "it is over"));
    }

    Told worked(RunRef run, int attempt, End end) {
        long began = ++moment;
        works.add(new Work(run, Stage.TRAIN, attempt, began, ++moment, end));
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
