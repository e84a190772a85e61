package io.millrace.worker;

import io.millrace.events.Failure;
import io.millrace.events.ImageBuilt;
import io.millrace.events.Metrics;
import io.millrace.events.ModelTrained;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunRef;
import io.millrace.events.StageStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A trainer that trains nothing: a model's name says what becomes of its versions. */
final class ToyStage {
    /** Fails in the first round. */
    static final String FAILS = "fails";

    /** Fails at the first attempt in a way that may pass. */
    static final String FLAKY = "flaky";

    /** Asks before it does what cannot be stopped any more. */
    static final String COMMITS = "commits";

    private static final int RETRIES = 1;

    private ToyStage() {}

    static Plan plan(PipelineEvent event, boolean inParallel) {
        return event instanceof ImageBuilt ? new Plan.Work(RETRIES, Duration.ofHours(1), inParallel) : new Plan.Pass();
    }

    static boolean asksFirst(Task task) {
        return is(COMMITS, task.run());
    }

    private static boolean is(String kind, RunRef run) {
        return run.model().value().startsWith(kind);
    }

    static Outcome outcome(Task task) {
        RunRef run = task.run();
        if (is(FAILS, run) && run.round() == 0 && run.sequence().offset() < 2) {
            return new Outcome.Failed(Failure.userError("command-failed", "it raised", "mend it"));
        }
        if (is(FLAKY, run) && task.attempt() == 1) {
            return new Outcome.Failed(Failure.transientFailure("hiccup", "it did not work", "none"));
        }
        var measured = new Metrics(Map.of("attempt", (double) task.attempt()));
        var built = (ImageBuilt) task.trigger().event();
        return Outcome.goesOn(
                StageStatus.DONE,
                new ModelTrained(run, StageStatus.DONE, built.candidate().trained(Optional.empty(), measured)));
    }
}
