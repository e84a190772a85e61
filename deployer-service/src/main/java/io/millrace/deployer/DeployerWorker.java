package io.millrace.deployer;

import io.millrace.deployer.rollout.Gateway;
import io.millrace.deployer.rollout.Rollout;
import io.millrace.deployer.rollout.Servers;
import io.millrace.deployer.rollout.ServingLog;
import io.millrace.deployer.rollout.Trial;
import io.millrace.events.Decision;
import io.millrace.events.DeploymentRemove;
import io.millrace.events.DeploymentRollback;
import io.millrace.events.Envelope;
import io.millrace.events.Failure;
import io.millrace.events.ModelDeployed;
import io.millrace.events.ModelEvaluated;
import io.millrace.events.ModelName;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.RunRef;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEnded;
import io.millrace.events.ServingEvent;
import io.millrace.events.Stage;
import io.millrace.events.StageStatus;
import io.millrace.worker.Outcome;
import io.millrace.worker.Plan;
import io.millrace.worker.Reporter;
import io.millrace.worker.StageWork;
import io.millrace.worker.Task;
import io.millrace.workloads.WorkloadRequest;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Brings a judged candidate into production: starts its server, waits until it is well, and sends the
 * traffic there; or takes what serves out of production because somebody wants that. {@link Upkeep} lets the version before it go once the change is on the log.
 */
@Singleton
final class DeployerWorker implements StageWork {
    private final ServingLog log;
    private final Servers servers;
    private final Gateway gateway;
    private final Upkeep upkeep;
    private final DeployerConfig config;

    DeployerWorker(ServingLog log, Servers servers, Gateway gateway, Upkeep upkeep, DeployerConfig config) {
        this.log = log;
        this.servers = servers;
        this.gateway = gateway;
        this.upkeep = upkeep;
        this.config = config;
    }

    @Override
    public Stage stage() {
        return Stage.DEPLOY;
    }

    @Override
    public Plan plan(PipelineEvent trigger, RunRef run) {
        if (!(trigger instanceof ModelEvaluated evaluated) || !evaluated.goesOn()) {
            return new Plan.Pass();
        }
        return evaluated.candidate().spec().deploy().isPresent()
                ? new Plan.Work(config.retries())
                : new Plan.Answer(skipped(run, evaluated, Result.FINISHED));
    }

    @Override
    public Outcome perform(Task task, Reporter reporter) throws InterruptedException {
        var evaluated = (ModelEvaluated) task.trigger().event();
        if (task.command().orElse(null) instanceof Envelope command
                && command.event() instanceof DeploymentRemove removal) {
            return remove(task, new Decision(command.id(), removal.reason()), reporter);
        }
        RunRef run = task.run();
        Optional<ServingEvent> latest = log.latest(run.model());
        if (isSuperseded(task, latest)) {
            return skipped(run, evaluated, Result.SUPERSEDED);
        }
        if (evaluated.candidate().image().isEmpty()) {
            return new Outcome.Failed(nothingToRun(run));
        }
        ServingChanged candidate = next(task, evaluated, latest);
        reporter.message("starting " + candidate.workload());
        Reporter.Part start = reporter.part("server start");
        Trial trial = servers.tryOut(candidate);
        return switch (trial) {
            case Trial.Unfit(Failure why) -> {
                start.ended(Optional.of(why));
                yield new Outcome.Failed(why);
            }
            case Trial.Fit(URI address) -> {
                start.close();
                yield takeOver(task, evaluated, address, reporter);
            }
        };
    }

    /** What serves may have changed while the candidate came up, so it is asked for again. */
    private Outcome takeOver(Task task, ModelEvaluated evaluated, URI address, Reporter reporter)
            throws InterruptedException {
        RunRef run = task.run();
        Optional<ServingEvent> latest = log.latest(run.model());
        ServingChanged version = next(task, evaluated, latest);
        if (isSuperseded(task, latest)) {
            servers.discard(version.workload());
            return skipped(run, evaluated, Result.SUPERSEDED);
        }
        pastTheReturn(reporter);
        reporter.message("switching " + version.endpoint() + " to generation " + version.generation());
        Reporter.Part change = reporter.part("switch");
        gateway.up(version, address);
        change.close();
        upkeep.takesOver(version);
        var deployed = new ModelDeployed(
                run,
                StageStatus.DONE,
                evaluated.candidate(),
                Optional.of(version.generation()),
                Optional.of(version.endpoint()));
        return Outcome.ends(StageStatus.DONE, List.of(deployed, version), Result.DEPLOYED);
    }

    /** Requests are refused, and the server is ended, by {@link Upkeep} once the log says so. */
    private Outcome remove(Task task, Decision decision, Reporter reporter) throws InterruptedException {
        RunRef run = task.run();
        Optional<ServingEnded> end = Rollout.end(run, log.latest(run.model()), decision, servers::isRetired);
        if (end.isEmpty()) {
            return Outcome.ends(StageStatus.SKIPPED, List.of(), Result.SUPERSEDED);
        }
        pastTheReturn(reporter);
        return Outcome.ends(StageStatus.DONE, List.of(end.get()), Result.REMOVED);
    }

    private static void pastTheReturn(Reporter reporter) throws InterruptedException {
        if (!reporter.commit()) {
            // It is being ended; what is answered here is heard by nobody.
            throw new InterruptedException();
        }
    }

    /** Who is wanted back by a person is not, whatever served since. */
    private static boolean isSuperseded(Task task, Optional<ServingEvent> latest) {
        return wantedBackBy(task).isEmpty() && Rollout.isSuperseded(task.run(), latest);
    }

    private static Optional<Decision> wantedBackBy(Task task) {
        return task.command()
                .flatMap(command -> command.event() instanceof DeploymentRollback rollback
                        ? Optional.of(new Decision(command.id(), rollback.reason()))
                        : Optional.empty());
    }

    /** No traffic goes to it: the work is not interrupted any more once it may send any. */
    @Override
    public void halt(Task task) {
        servers.discard(WorkloadRequest.nameFor(task.run(), Stage.DEPLOY, task.attempt()));
    }

    private ServingChanged next(Task task, ModelEvaluated evaluated, Optional<ServingEvent> latest) {
        RunRef run = task.run();
        String workload = WorkloadRequest.nameFor(run, Stage.DEPLOY, task.attempt());
        return Rollout.next(
                run, evaluated, workload, endpoint(run.model()), latest, wantedBackBy(task), servers::isRetired);
    }

    private URI endpoint(ModelName model) {
        return URI.create(config.publicUrl().toString().replaceAll("/+$", "") + "/models/" + model);
    }

    private static Outcome skipped(RunRef run, ModelEvaluated evaluated, Result result) {
        var skipped =
                new ModelDeployed(run, StageStatus.SKIPPED, evaluated.candidate(), Optional.empty(), Optional.empty());
        return Outcome.ends(StageStatus.SKIPPED, List.of(skipped), result);
    }

    private static Failure nothingToRun(RunRef run) {
        return Failure.userError(
                "no-image",
                "there is no image to serve " + run.subject() + " from",
                "Register the model with a source to build from, or take the deploy section out of millrace.yaml.");
    }
}
