package io.millrace.bench.chaos;

import io.millrace.bench.chaos.Evidence.Registered;
import io.millrace.bench.chaos.Violation.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the models' commands did: each attempt once, a further attempt only where one was lost, versions in order. */
final class EffectChecks {
    private static final Set<String> JUDGED = Set.of("train", "evaluate");

    private final Evidence evidence;
    private final Map<String, Registered> runs;
    private final List<Violation> violations = new ArrayList<>();

    EffectChecks(Evidence evidence) {
        this.evidence = evidence;
        this.runs = evidence.registered();
    }

    /** A command of a run, whatever the attempt. */
    private record Command(String run, String stage) {}

    List<Violation> violations() {
        evidence.effects().forEach(this::model);
        var done = new HashSet<Command>();
        var begun = new HashSet<Command>();
        evidence.effects()
                .values()
                .forEach(effects -> effects.forEach(effect -> {
                    begun.add(new Command(effect.run(), effect.stage()));
                    if (effect.word().equals(Effect.DONE)) {
                        done.add(new Command(effect.run(), effect.stage()));
                    }
                }));
        for (Registered run : runs.values()) {
            evidence.stagesOf(run).forEach(stage -> {
                var command = new Command(run.run(), stage.wireName());
                boolean fails = run.fate() == Fate.TRAINING_FAILS;
                if (!(fails ? begun : done).contains(command)) {
                    violations.add(new Violation(Kind.EFFECT_MISSING, Oracle.name(run), stage + " was not done"));
                }
            });
        }
        return violations;
    }

    private void model(String model, List<Effect> all) {
        List<Effect> effects =
                all.stream().filter(effect -> JUDGED.contains(effect.stage())).toList();
        var counts = new HashMap<Effect, Integer>();
        effects.forEach(effect -> counts.merge(effect, 1, Integer::sum));
        counts.forEach((effect, count) -> {
            if (count > 1) {
                violations.add(new Violation(Kind.EFFECT_TWICE, effect.run(), effect + ", " + count + " times"));
            }
        });
        var attempts = new HashMap<Command, List<Integer>>();
        counts.keySet().forEach(effect -> attempts.computeIfAbsent(
                        new Command(effect.run(), effect.stage()), command -> new ArrayList<>())
                .add(effect.attempt()));
        attempts.forEach(this::causes);
        order(model, effects);
    }

    /** Attempt 3 takes two that were lost. */
    private void causes(Command command, List<Integer> attempts) {
        if (!runs.containsKey(command.run())) {
            violations.add(new Violation(Kind.RUN_NOBODY_REGISTERED, command.run(), command.stage() + " was run"));
        }
        String prefix = command.stage() + "-" + command.run() + "-";
        long lost = evidence.killed().stream()
                .filter(name -> name.startsWith(prefix))
                .count();
        int last = Collections.max(attempts);
        if (last > lost + 1) {
            violations.add(new Violation(
                    Kind.ATTEMPT_WITHOUT_CAUSE,
                    command.run(),
                    command.stage() + " attempt " + last + " although " + lost + " were killed"));
        }
    }

    /** When each version's command was first started. */
    private void order(String model, List<Effect> effects) {
        for (String stage : JUDGED) {
            long latest = -1;
            var seen = new HashSet<String>();
            for (Effect effect : effects) {
                Registered run = runs.get(effect.run());
                if (run == null || !effect.stage().equals(stage) || !seen.add(effect.run())) {
                    continue;
                }
                if (run.offset() < latest) {
                    violations.add(new Violation(
                            Kind.EFFECT_OUT_OF_ORDER,
                            Oracle.name(run),
                            stage + " began after that of a newer version of " + model));
                }
                latest = Math.max(latest, run.offset());
            }
        }
    }
}
