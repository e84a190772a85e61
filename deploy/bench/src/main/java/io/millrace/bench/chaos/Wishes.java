package io.millrace.bench.chaos;

import io.millrace.events.Command;
import io.millrace.events.DeploymentRemove;
import io.millrace.events.DeploymentRollback;
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

    /** What is to be asked for on account of this event; the same thing once only, whatever comes twice. */
    Optional<Asked> on(PipelineEvent event) {
        return event.runRef()
                .filter(ref -> ref.round() == 0)
                .flatMap(ref -> Optional.ofNullable(planned.get(ref.run())).flatMap(run -> wanted(event, ref, run)))
                .filter(wanted -> asked.putIfAbsent(wanted.id(), wanted.command()) == null);
    }

    private static Optional<Asked> wanted(PipelineEvent event, RunRef ref, Planned run) {
        Optional<Command> command =
                switch (run.wish()) {
                    case NOTHING -> Optional.empty();
                    case CANCEL ->
                        event instanceof ImageBuilt
                                ? Optional.of(new RunCancel(ref.run(), ref.model(), REASON))
                                : Optional.empty();
                    case RETRY ->
                        endedAs(event, Result.FAILED)
                                ? Optional.of(new RunRetry(ref.run(), ref.model(), Stage.TRAIN))
                                : Optional.empty();
                    case REMOVE ->
                        endedAs(event, Result.DEPLOYED)
                                ? Optional.of(new DeploymentRemove(ref.run(), ref.model(), REASON))
                                : Optional.empty();
                    case ROLLBACK ->
                        event instanceof ServingChanged serving
                                ? serving.replacedRun()
                                        .map(before -> new DeploymentRollback(before, ref.model(), REASON))
                                : Optional.empty();
                };
        return command.map(wanted -> new Asked(run.id() + "-" + run.wish(), wanted));
    }

    private static boolean endedAs(PipelineEvent event, Result result) {
        return event instanceof RunEnded end && end.result() == result;
    }

    /** By the command's id. */
    Map<String, Command> asked() {
        return Map.copyOf(asked);
    }
}
