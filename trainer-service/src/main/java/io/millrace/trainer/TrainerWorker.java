package io.millrace.trainer;

import io.millrace.events.Failure;
import io.millrace.events.ImageBuilt;
import io.millrace.events.ImageRef;
import io.millrace.events.ModelTrained;
import io.millrace.events.PipelineEvent;
import io.millrace.events.PipelineSpec.Concurrency;
import io.millrace.events.PipelineSpec.Train;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.StageStatus;
import io.millrace.worker.Outcome;
import io.millrace.worker.Plan;
import io.millrace.worker.Reporter;
import io.millrace.worker.Task;
import io.millrace.worker.TidyingWork;
import io.millrace.workloads.JobResult;
import io.millrace.workloads.WorkloadRequest;
import io.millrace.workloads.Workloads;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Runs the training command in the image that was built, and hands on the folder that it wrote. */
@ApplicationScoped
class TrainerWorker implements TidyingWork {
    private final Workloads workloads;

    TrainerWorker(Workloads workloads) {
        this.workloads = workloads;
    }

    @Override
    public Stage stage() {
        return Stage.TRAIN;
    }

    @Override
    public Plan plan(PipelineEvent trigger, RunRef run) {
        if (!(trigger instanceof ImageBuilt built)) {
            return new Plan.Pass();
        }
        Optional<Train> train = built.candidate().spec().train();
        if (train.isEmpty()) {
            return new Plan.Answer(
                    Outcome.goesOn(StageStatus.SKIPPED, new ModelTrained(run, StageStatus.SKIPPED, built.candidate())));
        }
        if (built.candidate().image().isEmpty()) {
            return new Plan.Answer(new Outcome.Failed(Failure.userError(
                    "image-missing",
                    "the spec asks for training, but no image was built for run " + run.run(),
                    "Leave 'train' out of millrace.yaml, or register a source to build.")));
        }
        boolean inParallel = built.candidate().spec().concurrency() == Concurrency.PARALLEL;
        return new Plan.Work(train.get().retries(), train.get().timeout(), inParallel);
    }

    @Override
    public Outcome perform(Task task, Reporter reporter) throws InterruptedException {
        var built = (ImageBuilt) task.trigger().event();
        Train train = built.candidate().spec().train().orElseThrow();
        WorkloadRequest request = request(task, train, built.candidate().image().orElseThrow());
        String what = "training '" + String.join(" ", train.command()) + "'";
        reporter.message("running '" + String.join(" ", train.command()) + "'");
        Reporter.Part command = reporter.outside("command", request.name());
        JobResult came =
                JobResult.of(workloads, request, what, line -> reporter.metric(line.name(), line.value(), line.step()));
        return switch (came) {
            case JobResult.Bad(var failure) -> {
                command.ended(Optional.of(failure));
                yield new Outcome.Failed(failure);
            }
            case JobResult.Away(var failure) -> new Outcome.Away(failure);
            case JobResult.Good(var model, var result) -> {
                command.close();
                yield Outcome.goesOn(
                        StageStatus.DONE,
                        new ModelTrained(
                                task.run(),
                                StageStatus.DONE,
                                built.candidate().trained(Optional.of(model), result.metrics())));
            }
        };
    }

    private static WorkloadRequest request(Task task, Train train, ImageRef image) {
        var request = new WorkloadRequest(
                task.run(),
                Stage.TRAIN,
                task.attempt(),
                image,
                train.command(),
                train.parameters(),
                train.env(),
                train.resources(),
                Optional.empty(),
                new WorkloadRequest.Kind.Job(train.timeout()));
        return request.within(task.trace(request.name()));
    }

    @Override
    public void halt(Task task) {
        concluded(task);
    }

    @Override
    public void concluded(Task task) {
        for (int attempt = 1; attempt <= task.attempt(); attempt++) {
            workloads.conclude(WorkloadRequest.nameFor(task.run(), Stage.TRAIN, attempt));
        }
    }
}
