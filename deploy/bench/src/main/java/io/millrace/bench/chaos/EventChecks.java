package io.millrace.bench.chaos;

import io.millrace.bench.chaos.Evidence.Registered;
import io.millrace.bench.chaos.Evidence.Round;
import io.millrace.bench.chaos.Violation.Deviation;
import io.millrace.bench.chaos.Violation.Kind;
import io.millrace.events.AlertRaised;
import io.millrace.events.Command;
import io.millrace.events.DeploymentRemove;
import io.millrace.events.DeploymentRollback;
import io.millrace.events.RunCancel;
import io.millrace.events.RunEnded;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.RunRetry;
import io.millrace.events.Stage;
import io.millrace.events.StageEvent;
import io.millrace.promises.History;
import io.millrace.promises.History.Seen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The log knows the runs that were planned and no others, and each went through the stages and ended as planned. */
final class EventChecks {
    private final Evidence evidence;
    private final History history;
    private final Map<RunId, Registered> runs;
    private final Map<Round, Command> granted;
    private final List<Deviation> deviations = new ArrayList<>();

    EventChecks(Evidence evidence, History history) {
        this.evidence = evidence;
        this.history = history;
        this.runs = evidence.registered();
        this.granted = evidence.granted();
    }

    List<Deviation> deviations() {
        missing(evidence.planned().keySet(), Kind.REGISTRATION_MISSING);
        missing(evidence.asked().keySet(), Kind.COMMAND_MISSING);
        strangers();
        ends();
        outcomes();
        return deviations;
    }

    private void add(Kind kind, Object about, String what) {
        deviations.add(new Deviation(kind, about.toString(), what));
    }

    private void missing(Set<String> published, Kind kind) {
        Set<String> known = evidence.log().stream().map(Seen::id).collect(Collectors.toSet());
        published.stream().filter(id -> !known.contains(id)).forEach(id -> add(kind, id, "is not on the log"));
    }

    /** Also a further round of a run has to be asked for. */
    private void strangers() {
        var strangers = new HashSet<RunId>();
        for (Seen seen : evidence.log()) {
            seen.event()
                    .runRef()
                    .filter(ref ->
                            !runs.containsKey(ref.run()) || ref.round() > 0 && !granted.containsKey(Round.of(ref)))
                    .map(RunRef::run)
                    .filter(strangers::add)
                    .ifPresent(run -> add(Kind.RUN_NOBODY_ASKED_FOR, run, "is first heard of at " + seen));
        }
    }

    private void ends() {
        for (RunEnded end : history.all(RunEnded.class)) {
            Registered run = runs.get(end.run().run());
            if (run != null && !isMeant(run, end)) {
                String round = "round " + end.run().round();
                add(Kind.WRONG_END, run, round + " ended as " + end.result() + " at " + end.stage() + why(end));
            }
        }
    }

    private boolean isMeant(Registered run, RunEnded end) {
        return switch (granted.get(Round.of(end.run()))) {
            case DeploymentRollback back -> atDeploy(end, Result.DEPLOYED) || gaveWay(end);
            // It changes nothing where something else serves by then.
            case DeploymentRemove gone ->
                atDeploy(end, Result.REMOVED) || atDeploy(end, Result.SUPERSEDED) || gaveWay(end);
            case RunRetry again -> run.fate().allows(end);
            case RunCancel cancel -> Fate.CANCELLED.allows(end);
            case null -> run.fate().allows(end);
        };
    }

    private static boolean atDeploy(RunEnded end, Result result) {
        return end.stage() == Stage.DEPLOY && end.result() == result;
    }

    /** A run that is removed and gone back to within moments: the later round stops the one that is under way. */
    private boolean gaveWay(RunEnded end) {
        return atDeploy(end, Result.CANCELLED) && granted.keySet().stream().anyMatch(Round.of(end.run())::isBefore);
    }

    private String why(RunEnded end) {
        return history.all(AlertRaised.class).stream()
                .filter(alert -> end.alertId().filter(alert.alertId()::equals).isPresent())
                .map(alert ->
                        ", " + alert.failure().code() + ": " + alert.failure().summary())
                .findFirst()
                .orElse("");
    }

    /** A run that got to its end has said so at each stage before it. */
    private void outcomes() {
        Map<RunId, Set<Stage>> answered = new HashMap<>();
        for (StageEvent outcome : history.all(StageEvent.class)) {
            answered.computeIfAbsent(outcome.run().run(), run -> new HashSet<>())
                    .add(outcome.stage());
        }
        runs.forEach((id, run) -> {
            Set<Stage> said = answered.getOrDefault(id, Set.of());
            run.fate().outcomes().stream()
                    .filter(stage -> !said.contains(stage))
                    .forEach(stage -> add(Kind.OUTCOME_MISSING, run, "no outcome of " + stage));
        });
    }
}
