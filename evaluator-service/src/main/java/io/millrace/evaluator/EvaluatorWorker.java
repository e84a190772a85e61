package io.millrace.evaluator;

import io.millrace.evaluator.verdict.Judgement;
import io.millrace.evaluator.verdict.Measured;
import io.millrace.events.Candidate;
import io.millrace.events.Failure;
import io.millrace.events.ImageRef;
import io.millrace.events.ModelEvaluated;
import io.millrace.events.ModelTrained;
import io.millrace.events.PipelineEvent;
import io.millrace.events.PipelineSpec.Concurrency;
import io.millrace.events.PipelineSpec.Evaluate;
import io.millrace.events.RunEnded;
import io.millrace.events.RunRef;
import io.millrace.events.ServingChanged;
import io.millrace.events.Stage;
import io.millrace.events.StageStatus;
import io.millrace.events.Verdict;
import io.millrace.worker.Outcome;
import io.millrace.worker.Plan;
import io.millrace.worker.Reporter;
import io.millrace.worker.ServingTable;
import io.millrace.worker.Task;
import io.millrace.worker.TidyingWork;
import io.millrace.workloads.JobResult;
import io.millrace.workloads.ResultFile;
import io.millrace.workloads.WorkloadRequest;
import io.millrace.workloads.Workloads;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the evaluation command against the trained model, and judges what it reports. */
@ApplicationScoped
class EvaluatorWorker implements TidyingWork {
    private final Workloads workloads;
    private final ServingTable serving;

    EvaluatorWorker(Workloads workloads, ServingTable serving) {
        this.workloads = workloads;
        this.serving = serving;
    }

    @Override
    public Stage stage() {
        return Stage.EVALUATE;
    }

    @Override
    public Plan plan(PipelineEvent trigger, RunRef run) {
        if (!(trigger instanceof ModelTrained trained)) {
            return new Plan.Pass();
        }
        Optional<Evaluate> evaluate = trained.candidate().spec().evaluate();
        if (evaluate.isEmpty()) {
            return new Plan.Answer(unjudged(trained, run));
        }
        if (trained.candidate().image().isEmpty()) {
            return new Plan.Answer(new Outcome.Failed(Failure.userError(
                    "image-missing",
                    "the spec asks for evaluation, but no image was built for run " + run.run(),
                    "Leave 'evaluate' out of millrace.yaml, or register a source to build.")));
        }
        boolean inParallel = trained.candidate().spec().concurrency() == Concurrency.PARALLEL;
        return new Plan.Work(evaluate.get().retries(), evaluate.get().timeout(), inParallel);
    }

    private static Outcome unjudged(ModelTrained trained, RunRef run) {
        var judgement = new Judgement(Verdict.NOT_JUDGED, List.of());
        var evaluated = new ModelEvaluated(
                run,
                StageStatus.SKIPPED,
                trained.candidate(),
                judgement.verdict(),
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
        return outcome(evaluated, judgement);
    }

    @Override
    public Outcome perform(Task task, Reporter reporter) throws InterruptedException {
        var trained = (ModelTrained) task.trigger().event();
        Evaluate evaluate = trained.candidate().spec().evaluate().orElseThrow();
        WorkloadRequest request = request(task, evaluate, trained.candidate());
        String what = "evaluation '" + String.join(" ", evaluate.command()) + "'";
        reporter.message("running '" + String.join(" ", evaluate.command()) + "'");
        Reporter.Part command = reporter.outside("command", request.name());
        JobResult came =
                JobResult.of(workloads, request, what, line -> reporter.metric(line.name(), line.value(), line.step()));
        return switch (came) {
            case JobResult.Bad(var failure) -> {
                command.ended(Optional.of(failure));
                yield new Outcome.Failed(failure);
            }
            case JobResult.Away(var failure) -> new Outcome.Away(failure);
            case JobResult.Good(var ignored, var result) -> {
                command.close();
                yield judge(task, trained.candidate(), evaluate, result);
            }
        };
    }

    private Outcome judge(Task task, Candidate candidate, Evaluate evaluate, ResultFile.Read result) {
        Optional<ServingChanged> champion = serving.of(task.run().model());
        var measured = new Measured(result.metrics(), result.slices(), result.dataDigest());
        Judgement judgement = Judgement.of(evaluate.gates(), measured, champion.map(EvaluatorWorker::measured));
        var evaluated = new ModelEvaluated(
                task.run(),
                StageStatus.DONE,
                candidate.evaluated(result.metrics()),
                judgement.verdict(),
                result.slices(),
                judgement.gates(),
                champion.map(ServingChanged::generation),
                result.dataDigest());
        return outcome(evaluated, judgement);
    }

    private static Measured measured(ServingChanged champion) {
        return new Measured(champion.candidate().metrics(), champion.slices(), champion.dataDigest());
    }

    private static Outcome outcome(ModelEvaluated evaluated, Judgement judgement) {
        return evaluated.goesOn()
                ? Outcome.goesOn(evaluated.status(), evaluated)
                : Outcome.ends(evaluated.status(), List.of(evaluated), RunEnded.Result.REJECTED, judgement.refusal());
    }

    private static WorkloadRequest request(Task task, Evaluate evaluate, Candidate candidate) {
        ImageRef image = candidate.image().orElseThrow();
        var request = new WorkloadRequest(
                task.run(),
                Stage.EVALUATE,
                task.attempt(),
                image,
                evaluate.command(),
                evaluate.parameters(),
                evaluate.env(),
                evaluate.resources(),
                candidate.artifact(),
                new WorkloadRequest.Kind.Job(evaluate.timeout()));
        return request.within(task.trace(request.name()));
    }

    @Override
    public void halt(Task task) {
        concluded(task);
    }

    @Override
    public void concluded(Task task) {
        for (int attempt = 1; attempt <= task.attempt(); attempt++) {
            workloads.conclude(WorkloadRequest.nameFor(task.run(), Stage.EVALUATE, attempt));
        }
    }
}
