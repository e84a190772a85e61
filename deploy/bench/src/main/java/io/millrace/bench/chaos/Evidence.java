package io.millrace.bench.chaos;

import io.millrace.events.Command;
import io.millrace.events.CommandAccepted;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.RunCancel;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Sequence;
import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEvent;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed;
import io.millrace.promises.History;
import io.millrace.promises.History.Seen;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * All that there is to judge a campaign by, once it is over.
 *
 * @param planned    what was meant to become of each registration, by the event's id
 * @param asked      commands that were given, by the event's id
 * @param deploying  models whose spec asks for a deployment
 * @param log        every event of the shared topics, each partition in the order of its offsets
 * @param unreadable records that are no events, and records in dead letters, as text
 * @param effects    of the models' commands, by model, in the order in which they happened
 * @param killed     names of workloads whose guardian was killed
 * @param serving    the version with which a model answers, by model; absent where none answers
 * @param folders    names of workloads that are still there
 */
record Evidence(
        Map<String, Fate> planned,
        Map<String, Command> asked,
        Set<String> deploying,
        List<Seen> log,
        List<String> unreadable,
        Map<String, List<Effect>> effects,
        Set<String> killed,
        Map<String, String> serving,
        Set<String> folders) {
    Evidence {
        planned = Map.copyOf(planned);
        asked = Map.copyOf(asked);
        deploying = Set.copyOf(deploying);
        log = List.copyOf(log);
        unreadable = List.copyOf(unreadable);
        effects = Map.copyOf(effects);
        killed = Set.copyOf(killed);
        serving = Map.copyOf(serving);
        folders = Set.copyOf(folders);
    }

    /**
     * A registration, as it stands in the log.
     *
     * @param ref the run's first round
     */
    record Registered(RunRef ref, Fate fate) {
        String model() {
            return ref.model().value();
        }

        @Override
        public String toString() {
            return "%s (%s, %s)".formatted(ref.run(), ref.subject(), fate.branch());
        }
    }

    /** Every registered run once; those of one model in the order of their registration. */
    Map<RunId, Registered> registered() {
        var runs = new LinkedHashMap<RunId, Registered>();
        Map<Round, Command> granted = granted();
        log.forEach(seen -> seen.begins().ifPresent(run -> {
            boolean isCancelled = granted.get(new Round(run, 0)) instanceof RunCancel;
            runs.putIfAbsent(run, registered(run, seen, isCancelled));
        }));
        return runs;
    }

    private Registered registered(RunId run, Seen seen, boolean isCancelled) {
        var event = (ModelRegistered) seen.event();
        var ref = new RunRef(run, 0, event.model(), event.version(), new Sequence(0, seen.offset()));
        Fate fate = Optional.ofNullable(planned.get(seen.id())).orElse(Fate.GOOD);
        return new Registered(ref, isCancelled ? Fate.CANCELLED : fate);
    }

    /** A round of a run. */
    record Round(RunId run, int number) {
        static Round of(RunRef ref) {
            return new Round(ref.run(), ref.round());
        }

        boolean isBefore(Round other) {
            return run.equals(other.run) && number < other.number;
        }
    }

    /**
     * What was asked for and accepted: by the round that it began, a cancel by the round that it stopped, whatever began
     * that one.
     */
    Map<Round, Command> granted() {
        var granted = new HashMap<Round, Command>();
        acceptances()
                .forEach(accepted ->
                        granted.put(new Round(accepted.run(), accepted.round()), asked.get(accepted.command())));
        return granted;
    }

    /** How many of the commands that were asked for were accepted. */
    long accepted() {
        return acceptances().map(CommandAccepted::command).distinct().count();
    }

    private Stream<CommandAccepted> acceptances() {
        return log.stream()
                .map(Seen::event)
                .filter(CommandAccepted.class::isInstance)
                .map(CommandAccepted.class::cast)
                .filter(accepted -> asked.containsKey(accepted.command()));
    }

    /** What was told last of what serves, by model. */
    Map<ModelName, ServingEvent> production() {
        var production = new HashMap<ModelName, ServingEvent>();
        for (Seen seen : log) {
            if (seen.event() instanceof ServingEvent now) {
                production.merge(now.run().model(), now, ServingEvent::later);
            }
        }
        return production;
    }

    /** What the promises are judged by. After the monitor nobody can go on with a run: all have to be ended. */
    History history() {
        return new History(Stage.MONITOR, log, new Works(this).all(), List.of(), left());
    }

    /** Workloads that are there, although they do not serve. */
    private List<String> left() {
        var left = new TreeSet<>(folders);
        production().values().stream()
                .filter(ServingChanged.class::isInstance)
                .forEach(server -> left.remove(server.workload()));
        return List.copyOf(left);
    }

    /** How many records were second copies, which every reader passes over; progress is not counted. */
    long duplicates() {
        var ids = new HashSet<String>();
        return log.stream()
                .filter(seen -> !(seen.event() instanceof StageProgressed))
                .filter(seen -> !ids.add(seen.id()))
                .count();
    }
}
