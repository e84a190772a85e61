package io.millrace.bench.idle;

import io.millrace.events.Candidate;
import io.millrace.events.ImageBuilt;
import io.millrace.events.ModelDeployed;
import io.millrace.events.ModelEvaluated;
import io.millrace.events.ModelRegistered;
import io.millrace.events.ModelTrained;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunEnded;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.StageStatus;
import io.millrace.events.Verdict;
import io.millrace.worker.Outcome;
import io.millrace.worker.Plan;
import io.millrace.worker.Reporter;
import io.millrace.worker.StageWork;
import io.millrace.worker.Task;
import io.millrace.worker.WorkerConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Any of five stages, which answers each event at once with what that stage would answer when all went well. The fifth,
 * {@code monitor}, reads {@code model-deployed} and ends the run, which none of the four before it does.
 */
@ApplicationScoped
class IdleStage implements StageWork {
    private static final URI ENDPOINT = URI.create("http://127.0.0.1/models/idle");

    private final Stage stage;

    @Inject
    IdleStage(WorkerConfig config) {
        this(config.stage());
    }

    IdleStage(Stage stage) {
        this.stage = stage;
    }

    @Override
    public Stage stage() {
        return stage;
    }

    @Override
    public Plan plan(PipelineEvent trigger, RunRef run) {
        return answer(trigger, run).isPresent() ? new Plan.Work(0) : new Plan.Pass();
    }

    @Override
    public Outcome perform(Task task, Reporter reporter) {
        return answer(task.trigger().event(), task.run()).orElseThrow();
    }

    /** Empty for what another stage answers. */
    private Optional<Outcome> answer(PipelineEvent trigger, RunRef run) {
        return Optional.ofNullable(
                switch (stage) {
                    case BUILD -> trigger instanceof ModelRegistered ? built(run, ExampleCandidate.OF_A_BUILD) : null;
                    case TRAIN -> trigger instanceof ImageBuilt built ? trained(run, built.candidate()) : null;
                    case EVALUATE -> trigger instanceof ModelTrained trained ? judged(run, trained.candidate()) : null;
                    case DEPLOY -> trigger instanceof ModelEvaluated judged ? deployed(run, judged.candidate()) : null;
                    case MONITOR -> trigger instanceof ModelDeployed ? ended() : null;
                    case UNKNOWN -> null;
                });
    }

    private static Outcome built(RunRef run, Candidate candidate) {
        return goesOn(new ImageBuilt(run, StageStatus.DONE, candidate, Optional.empty()));
    }

    private static Outcome trained(RunRef run, Candidate candidate) {
        return goesOn(new ModelTrained(run, StageStatus.DONE, candidate));
    }

    private static Outcome judged(RunRef run, Candidate candidate) {
        return goesOn(new ModelEvaluated(
                run,
                StageStatus.DONE,
                candidate,
                Verdict.PASSED,
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty()));
    }

    private static Outcome deployed(RunRef run, Candidate candidate) {
        return goesOn(new ModelDeployed(run, StageStatus.DONE, candidate, Optional.of(1L), Optional.of(ENDPOINT)));
    }

    private static Outcome ended() {
        return Outcome.ends(StageStatus.DONE, List.of(), RunEnded.Result.DEPLOYED);
    }

    private static Outcome goesOn(PipelineEvent event) {
        return Outcome.goesOn(StageStatus.DONE, event);
    }
}
