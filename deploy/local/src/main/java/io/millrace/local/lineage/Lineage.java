package io.millrace.local.lineage;

import io.millrace.events.Command;
import io.millrace.events.CommandAnswer;
import io.millrace.events.ModelDeployed;
import io.millrace.events.ModelRegistered;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.ServingEvent;
import io.millrace.events.StageEvent;
import java.util.List;
import java.util.Optional;

/**
 * The events of one run, and what took its place in production.
 *
 * @param run     the run
 * @param version unknown until its source was fetched, when the registration named none
 * @param events  in the order of their times
 * @param after   the first deployment of another run after each of its own; empty while nothing followed
 */
public record Lineage(RunId run, Optional<String> version, List<Recorded> events, List<Recorded> after) {

    /**
     * The run that {@code wanted} names by its id or by its version, of several the latest.
     *
     * @param log all events of the model
     */
    public static Optional<Lineage> find(List<Recorded> log, String wanted) {
        return log.stream()
                .filter(recorded -> runOf(recorded).isPresent() && isNamed(recorded, wanted))
                .map(recorded -> runOf(recorded).orElseThrow())
                .reduce((earlier, later) -> later)
                .map(run -> of(log, run));
    }

    private static boolean isNamed(Recorded recorded, String wanted) {
        return runOf(recorded).filter(run -> run.value().equals(wanted)).isPresent()
                || versionOf(recorded.event()).filter(wanted::equals).isPresent();
    }

    private static Lineage of(List<Recorded> log, RunId run) {
        List<Recorded> events = log.stream()
                .filter(recorded -> runOf(recorded).filter(run::equals).isPresent())
                .toList();
        Optional<String> version = events.stream()
                .flatMap(recorded -> versionOf(recorded.event()).stream())
                .findFirst();
        return new Lineage(run, version, events, after(log, events, run));
    }

    private static List<Recorded> after(List<Recorded> log, List<Recorded> events, RunId run) {
        return generations(events).stream()
                .flatMap(own -> log.stream()
                        .filter(other -> !runOf(other).filter(run::equals).isPresent())
                        .filter(other ->
                                generation(other).filter(later -> later > own).isPresent())
                        .findFirst()
                        .stream())
                .distinct()
                .toList();
    }

    private static List<Long> generations(List<Recorded> events) {
        return events.stream()
                .flatMap(recorded -> generation(recorded).stream())
                .toList();
    }

    private static Optional<Long> generation(Recorded recorded) {
        return recorded.event() instanceof ModelDeployed deployed ? deployed.generation() : Optional.empty();
    }

    /** The run that an event is about. */
    private static Optional<RunId> runOf(Recorded recorded) {
        return switch (recorded.event()) {
            case ModelRegistered ignored ->
                Optional.of(RunId.of(
                        recorded.envelope().source(), recorded.envelope().id()));
            case Command command -> Optional.of(command.run());
            case CommandAnswer answer -> Optional.of(answer.run());
            case PipelineEvent event -> event.runRef().map(RunRef::run);
        };
    }

    /** Only of events that make a version known, and not of those that name it in passing. */
    private static Optional<String> versionOf(PipelineEvent event) {
        return switch (event) {
            case ModelRegistered registered -> registered.version().map(Object::toString);
            case StageEvent stage -> stage.run().version().map(Object::toString);
            case ServingEvent serving -> serving.run().version().map(Object::toString);
            default -> Optional.empty();
        };
    }
}
