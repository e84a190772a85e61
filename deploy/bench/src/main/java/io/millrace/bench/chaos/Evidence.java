package io.millrace.bench.chaos;

import io.millrace.events.ModelRegistered;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunId;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that there is to judge a campaign by, once it is over.
 *
 * @param planned    what was meant to become of each registration, by the event's id
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
        Set<String> deploying,
        List<Seen> log,
        List<String> unreadable,
        Map<String, List<Effect>> effects,
        Set<String> killed,
        Map<String, String> serving,
        Set<String> folders) {
    Evidence {
        planned = Map.copyOf(planned);
        deploying = Set.copyOf(deploying);
        log = List.copyOf(log);
        unreadable = List.copyOf(unreadable);
        effects = Map.copyOf(effects);
        killed = Set.copyOf(killed);
        serving = Map.copyOf(serving);
        folders = Set.copyOf(folders);
    }

    /** A registration, as it stands in the log. */
    record Registered(String run, String model, String version, Fate fate, long offset) {}

    /** Every registered run once, by its id; those of one model in the order of their registration. */
    Map<String, Registered> registered() {
        var runs = new LinkedHashMap<String, Registered>();
        for (Seen seen : log) {
            if (seen.event() instanceof ModelRegistered registered) {
                String run = RunId.of(seen.envelope().source(), seen.id()).value();
                runs.putIfAbsent(
                        run,
                        new Registered(
                                run,
                                registered.model().value(),
                                registered.version().map(Object::toString).orElse(""),
                                Optional.ofNullable(planned.get(seen.id())).orElse(Fate.GOOD),
                                seen.offset()));
            }
        }
        return runs;
    }

    /** What a reader goes by: of several records with one id the first. */
    List<Seen> firsts() {
        var ids = new HashSet<String>();
        return log.stream().filter(seen -> ids.add(seen.id())).toList();
    }

    /** The events of one type, as a reader goes by them. */
    <T extends PipelineEvent> List<T> all(Class<T> type) {
        var events = new ArrayList<T>();
        for (Seen seen : firsts()) {
            if (type.isInstance(seen.event())) {
                events.add(type.cast(seen.event()));
            }
        }
        return events;
    }

    /** How many records were second copies, which every reader passes over; progress is not counted. */
    long duplicates() {
        var ids = new HashSet<String>();
        return log.stream()
                .filter(seen -> !(seen.event() instanceof StageProgressed))
                .filter(seen -> !ids.add(seen.id()))
                .count();
    }

    Set<Stage> stagesOf(Registered run) {
        return switch (run.fate()) {
            case TRAINING_FAILS -> Set.of(Stage.TRAIN);
            case GOOD, GATE_MISSED -> Set.of(Stage.TRAIN, Stage.EVALUATE);
        };
    }
}
