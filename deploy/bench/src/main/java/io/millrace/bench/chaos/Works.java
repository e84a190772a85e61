package io.millrace.bench.chaos;

import static io.millrace.workloads.WorkloadRequest.nameFor;

import io.millrace.bench.chaos.Evidence.Registered;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.promises.History.End;
import io.millrace.promises.History.Work;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** From what the models' commands said to the work that was done. The clock of a model is the number of the line. */
final class Works {
    private static final Map<String, Stage> JUDGED = Map.of("train", Stage.TRAIN, "evaluate", Stage.EVALUATE);

    private final Evidence evidence;
    private final Map<RunId, Registered> runs;
    private final List<Work> works = new ArrayList<>();
    private final Set<String> known = new HashSet<>();

    /** Where among the works stands what has begun and is not done, by the workload's name. */
    private final Map<String, Integer> open = new HashMap<>();

    Works(Evidence evidence) {
        this.evidence = evidence;
        this.runs = evidence.registered();
    }

    /** That on runs which nobody registered is left out. */
    List<Work> all() {
        evidence.effects().values().forEach(lines -> {
            for (int line = 1; line <= lines.size(); line++) {
                read(lines.get(line - 1), line);
            }
        });
        return List.copyOf(works);
    }

    private void read(Effect effect, int line) {
        Stage stage = JUDGED.get(effect.stage());
        Registered run = runs.get(new RunId(effect.run()));
        if (stage == null || run == null) {
            return;
        }
        if (effect.word().equals(Effect.BEGAN)) {
            began(round(run.ref(), effect.round()), stage, effect.attempt(), line);
        } else {
            done(round(run.ref(), effect.round()), stage, effect.attempt(), line);
        }
    }

    private static RunRef round(RunRef first, int round) {
        return new RunRef(first.run(), round, first.model(), first.version(), first.sequence());
    }

    /** A command that fails says nothing more, and is no cause of another attempt. */
    private void began(RunRef run, Stage stage, int attempt, int line) {
        silent(run, stage, attempt, line);
        String name = nameFor(run, stage, attempt);
        known.add(name);
        open.put(name, works.size());
        works.add(new Work(run, stage, attempt, line, line, end(name, End.NONE)));
    }

    /** An attempt that was killed before its command said anything is known by the attempt that follows. */
    private void silent(RunRef run, Stage stage, int attempt, int line) {
        for (int earlier = 1; earlier < attempt; earlier++) {
            String name = nameFor(run, stage, earlier);
            if (evidence.killed().contains(name) && known.add(name)) {
                works.add(new Work(run, stage, earlier, line, line, End.LOST));
            }
        }
    }

    /** What is done once more than it has begun was work of its own. */
    private void done(RunRef run, Stage stage, int attempt, int line) {
        String name = nameFor(run, stage, attempt);
        Integer begun = open.remove(name);
        long since = begun == null ? line : works.get(begun).began();
        var work = new Work(run, stage, attempt, since, line, end(name, End.DONE));
        if (begun == null) {
            works.add(work);
        } else {
            works.set(begun, work);
        }
    }

    /** Also what is done is lost, when it is killed before it is known to be done. */
    private End end(String name, End otherwise) {
        return evidence.killed().contains(name) ? End.LOST : otherwise;
    }
}
