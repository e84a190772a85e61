package io.millrace.bench.chaos;

import io.millrace.events.Command;
import io.millrace.events.DeploymentRemove;
import io.millrace.events.DeploymentRollback;
import io.millrace.events.EventType;
import io.millrace.events.ImageBuilt;
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
        return event.runRef()
                .filter(ref -> ref.round() == 0)
                .flatMap(ref -> Optional.ofNullable(planned.get(ref.run()))
                        .map(run -> fresh(run, wanted(event, ref, run.wish()))))
                .orElse(List.of());
    }

    private List<Asked> fresh(Planned run, List<Command> wanted) {
        return wanted.stream()
                .map(command -> new Asked(run.id() + "-" + EventType.of(command), command))
                .filter(it -> asked.putIfAbsent(it.id(), it.command()) == null)
                .toList();
    }

    private static List<Command> wanted(PipelineEvent event, RunRef ref, Wish wish) {
        return switch (wish) {
            case CANCEL -> event instanceof ImageBuilt ? List.of(cancel(ref)) : List.of();
            case RETRY -> endedAs(event, Result.FAILED) ? List.of(retry(ref)) : List.of();
            case RETRY_AND_CANCEL -> endedAs(event, Result.FAILED) ? List.of(retry(ref), cancel(ref)) : List.of();
            case REMOVE ->
                endedAs(event, Result.DEPLOYED)
                        ? List.of(new DeploymentRemove(ref.run(), ref.model(), REASON))
                        : List.of();
            case ROLLBACK ->
                event instanceof ServingChanged serving
                        ? serving.replacedRun().stream()
                                .<Command>map(before -> new DeploymentRollback(before, ref.model(), REASON))
                                .toList()
                        : List.of();
            case NOTHING -> List.of();
        };
    }

    private static Command cancel(RunRef ref) {
        return new RunCancel(ref.run(), ref.model(), REASON);
    }

    private static Command retry(RunRef ref) {
        return new RunRetry(ref.run(), ref.model(), Stage.TRAIN);
    }

    private static boolean endedAs(PipelineEvent event, Result result) {
        return event instanceof RunEnded end && end.result() == result;
    }

    /** By the command's id. */
    Map<String, Command> asked() {
        return Map.copyOf(asked);
    }
}
