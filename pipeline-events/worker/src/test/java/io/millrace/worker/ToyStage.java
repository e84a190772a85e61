package io.millrace.worker;

import io.millrace.events.Failure;
import io.millrace.events.ImageBuilt;
import io.millrace.events.Metrics;
import io.millrace.events.ModelEvaluated;
import io.millrace.events.ModelTrained;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.StageStatus;
import io.millrace.events.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A trainer and an evaluator that do nothing: a model's name says what becomes of its versions. */
final class ToyStage {
    /** Fails in the first round, at its training. */
    static final String FAILS = "fails";

    /** The same, at its evaluation. */
    static final String MISSES = "misses";

    /** Fails at the first attempt in a way that may pass. */
    static final String FLAKY = "flaky";

    /** Asks before it does what cannot be stopped any more, at its training. */
    static final String COMMITS = "commits";

    /** The same at its evaluation, where that is the last stage, as deploying is. */
    static final String TAKES_OVER = "takes-over";

    private static final int RETRIES = 1;

    private ToyStage() {}

    static Plan plan(Stage stage, PipelineEvent event, boolean inParallel) {
        boolean isForUs = stage == Stage.TRAIN ? event instanceof ImageBuilt : event instanceof ModelTrained;
        return isForUs ? new Plan.Work(RETRIES, Duration.ofHours(1), inParallel) : new Plan.Pass();
    }

    static boolean asksFirst(Stage stage, Task task) {
        return is(stage == Stage.TRAIN ? COMMITS : TAKES_OVER, task.run());
    }

    private static boolean is(String kind, RunRef run) {
        return run.model().value().startsWith(kind);
    }

    static Outcome outcome(Stage stage, Task task) {
        RunRef run = task.run();
        if (is(stage == Stage.TRAIN ? FAILS : MISSES, run)
                && run.round() == 0
                && run.sequence().offset() < 2) {
            return new Outcome.Failed(Failure.userError("command-failed", "it raised", "mend it"));
        }
        if (is(FLAKY, run) && task.attempt() == 1) {
            return new Outcome.Failed(Failure.transientFailure("hiccup", "it did not work", "none"));
        }
        return Outcome.goesOn(StageStatus.DONE, stage == Stage.TRAIN ? trained(task) : evaluated(task));
    }

    private static ModelTrained trained(Task task) {
        var measured = new Metrics(Map.of("attempt", (double) task.attempt()));
        var built = (ImageBuilt) task.trigger().event();
        return new ModelTrained(task.run(), StageStatus.DONE, built.candidate().trained(Optional.empty(), measured));
    }

    private static ModelEvaluated evaluated(Task task) {
        var trained = (ModelTrained) task.trigger().event();
        return new ModelEvaluated(
                task.run(),
                StageStatus.DONE,
                trained.candidate(),
                Verdict.PASSED,
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }
}
