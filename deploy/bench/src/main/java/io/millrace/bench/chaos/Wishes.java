package io.millrace.bench.chaos;

import io.millrace.events.Command;
import io.millrace.events.CommandAccepted;
import io.millrace.events.DeploymentRemove;
import io.millrace.events.DeploymentRollback;
import io.millrace.events.EventType;
import io.millrace.events.ImageBuilt;
import io.millrace.events.ModelName;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunCancel;
import io.millrace.events.RunEnded;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.RunRetry;
import io.millrace.events.ServingChanged;
import io.millrace.events.Stage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks for what is planned, each when the log says that its moment has come, and remembers what was asked for. */
final class Wishes {
    private static final Optional<String> REASON = Optional.of("the campaign's plan");

    private final Map<RunId, Planned> planned;
    private final Map<String, Command> asked = new HashMap<>();

    Wishes(Map<RunId, Planned> planned) {
        this.planned = Map.copyOf(planned);
    }

    /** A command, and the id that it is to have. */
    record Asked(String id, Command command) {}

    /** What is to be asked for on account of this event, in this order; the same once only, whatever comes twice. */
    List<Asked> on(PipelineEvent event) {
        return about(event)
                .flatMap(
                        run -> Optional.ofNullable(planned.get(run)).map(plan -> fresh(plan, wanted(event, run, plan))))
                .orElse(List.of());
    }

    /** What is told of a later round leads to nothing, but that the round begins. */
    private static Optional<RunId> about(PipelineEvent event) {
        return event instanceof CommandAccepted accepted
                ? Optional.of(accepted.run())
                : event.runRef().filter(ref -> ref.round() == 0).map(RunRef::run);
    }

    private List<Asked> fresh(Planned plan, List<Command> wanted) {
        return wanted.stream()
                .map(command -> new Asked(plan.id() + "-" + EventType.of(command), command))
                .filter(it -> asked.putIfAbsent(it.id(), it.command()) == null)
                .toList();
    }

    private static List<Command> wanted(PipelineEvent event, RunId run, Planned plan) {
        var model = new ModelName(event.key());
        Command cancel = new RunCancel(run, model, REASON);
        Command retry = new RunRetry(run, model, Stage.TRAIN);
        boolean failed = endedAs(event, Result.FAILED);
        return switch (plan.wish()) {
            case NOTHING -> List.of();
            case CANCEL -> event instanceof ImageBuilt ? List.of(cancel) : List.of();
            case RETRY -> failed ? List.of(retry) : List.of();
            case RETRY_AND_CANCEL -> failed ? List.of(retry, cancel) : List.of();
            case RETRY_THEN_CANCEL -> {
                if (event instanceof CommandAccepted begun && begun.round() > 0) {
                    yield List.of(cancel);
                }
                yield failed ? List.of(retry) : List.of();
            }
            case REMOVE ->
                endedAs(event, Result.DEPLOYED) ? List.of(new DeploymentRemove(run, model, REASON)) : List.of();
            case ROLLBACK ->
                event instanceof ServingChanged serving
                        ? serving.replacedRun().stream()
                                .<Command>map(before -> new DeploymentRollback(before, model, REASON))
                                .toList()
                        : List.of();
        };
    }

    private static boolean endedAs(PipelineEvent event, Result result) {
        return event instanceof RunEnded end && end.result() == result;
    }

    /** By the command's id. */
    Map<String, Command> asked() {
        return Map.copyOf(asked);
    }
}
