package io.millrace.worker;

import io.millrace.events.Failure;
import io.millrace.events.ImageBuilt;
import io.millrace.events.ModelTrained;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.StageStatus;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A stage whose work is to do what the model's name says. */
@ApplicationScoped
class ToyTraining implements StageWork {
    final List<Task> performed = new CopyOnWriteArrayList<>();
    final List<Task> halted = new CopyOnWriteArrayList<>();

    @Override
    public Stage stage() {
        return Stage.TRAIN;
    }

    @Override
    public Plan plan(PipelineEvent trigger, RunRef run) {
        return trigger instanceof ImageBuilt ? new Plan.Work(1) : new Plan.Pass();
    }

    @Override
    public Outcome perform(Task task, Reporter reporter) throws InterruptedException {
        performed.add(task);
        reporter.metric("loss", 0.5, Optional.of(1L));
        String model = task.run().model().value();
        if (model.startsWith("raises")) {
            return new Outcome.Failed(Failure.userError("command-failed", "it raised", "mend it"));
        }
        if (model.startsWith("flaky") && task.attempt() == 1) {
            return new Outcome.Failed(Failure.transientFailure("workload-lost", "it was lost", "wait"));
        }
        if (model.startsWith("away") && attemptsOf(task.run()).size() <= 4) {
            throw new NeighbourUnavailable(
                    Failure.transientFailure("registry-away", "the registry is away", "wait"), new RuntimeException());
        }
        if (model.startsWith("stuck")
                || model.startsWith("resumes") && attemptsOf(task.run()).size() == 1) {
            new CountDownLatch(1).await();
        }
        if (model.startsWith("second-round") && task.run().round() == 0) {
            return new Outcome.Failed(Failure.userError("command-failed", "it raised", "mend it"));
        }
        if (model.startsWith("buggy")) {
            throw new IllegalStateException("cannot happen");
        }
        if (model.startsWith("mends") && task.run().sequence().offset() == 1) {
            return new Outcome.Failed(Failure.userError("command-failed", "it raised", "mend it"));
        }
        return Outcome.goesOn(
                StageStatus.DONE,
                new ModelTrained(
                        task.run(),
                        StageStatus.DONE,
                        ((ImageBuilt) task.trigger().event()).candidate()));
    }

    @Override
    public void halt(Task task) {
        halted.add(task);
    }

    boolean hasHalted(RunRef run) {
        return halted.stream().anyMatch(task -> task.run().equals(run));
    }

    List<Integer> attemptsOf(RunRef run) {
        return performed.stream()
                .filter(task -> task.run().equals(run))
                .map(Task::attempt)
                .toList();
    }
}
