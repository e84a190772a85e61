package io.millrace.bench.chaos;

import io.millrace.bench.chaos.Evidence.Registered;
import io.millrace.bench.chaos.Violation.Deviation;
import io.millrace.bench.chaos.Violation.Kind;
import io.millrace.events.RunId;
import io.millrace.events.Stage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every command that was planned was run to where it was to get, and none of a run that nobody registered. */
final class EffectChecks {
    private final Map<RunId, Registered> runs;
    private final List<Effect> effects;

    EffectChecks(Evidence evidence) {
        this.runs = evidence.registered();
        this.effects =
                evidence.effects().values().stream().flatMap(List::stream).toList();
    }

    List<Deviation> deviations() {
        var deviations = new ArrayList<Deviation>();
        effects.stream()
                .map(Effect::run)
                .distinct()
                .filter(run -> !runs.containsKey(new RunId(run)))
                .forEach(run -> deviations.add(new Deviation(Kind.RUN_NOBODY_ASKED_FOR, run, "its commands were run")));
        missing(deviations);
        return deviations;
    }

    /** What a command of a run said, whatever the attempt. */
    private record Said(String run, String stage, String word) {}

    private void missing(List<Deviation> deviations) {
        Set<Said> said = new HashSet<>();
        effects.forEach(effect -> said.add(new Said(effect.run(), effect.stage(), effect.word())));
        runs.forEach((id, run) -> {
            String last = run.fate() == Fate.TRAINING_FAILS ? Effect.BEGAN : Effect.DONE;
            for (Stage stage : run.fate().commands()) {
                if (!said.contains(new Said(id.value(), stage.wireName(), last))) {
                    deviations.add(
                            new Deviation(Kind.EFFECT_MISSING, run.toString(), stage + " never said '" + last + "'"));
                }
            }
        });
    }
}
