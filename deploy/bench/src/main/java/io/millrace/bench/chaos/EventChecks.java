package io.millrace.bench.chaos;

import io.millrace.bench.chaos.Evidence.Registered;
import io.millrace.bench.chaos.Violation.Kind;
import io.millrace.events.ModelRegistered;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunEnded;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.StageEvent;
import io.millrace.events.StageProgressed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Every run has one end, the one that was planned; every event one content; every topic keeps a model's order. */
final class EventChecks {
    private final Evidence evidence;
    private final Map<String, Registered> runs;
    private final List<Violation> violations = new ArrayList<>();

    EventChecks(Evidence evidence) {
        this.evidence = evidence;
        this.runs = evidence.registered();
    }

    List<Violation> violations() {
        contents();
        strangers();
        ends();
        outcomes();
        order();
        return violations;
    }

    private void add(Kind kind, String about, String what) {
        violations.add(new Violation(kind, about, what));
    }

    /** Progress is for people and may be told again in other words. */
    private void contents() {
        var known = new HashMap<String, Seen>();
        for (Seen seen : evidence.log()) {
            if (seen.event() instanceof StageProgressed) {
                continue;
            }
            Seen first = known.putIfAbsent(seen.id(), seen);
            if (first != null && !first.event().equals(seen.event())) {
                add(
                        Kind.TWO_CONTENTS,
                        seen.event()
                                .runRef()
                                .map(RunRef::run)
                                .map(Object::toString)
                                .orElse(seen.id()),
                        seen.event().getClass().getSimpleName() + " " + seen.id() + " at " + first + " says "
                                + first.event() + " and at " + seen + " " + seen.event());
            }
        }
    }

    private void strangers() {
        var strangers = new HashSet<String>();
        for (Seen seen : evidence.log()) {
            seen.event()
                    .runRef()
                    .map(ref -> ref.run().value())
                    .filter(run -> !runs.containsKey(run) && strangers.add(run))
                    .ifPresent(run -> add(Kind.RUN_NOBODY_REGISTERED, run, "is first heard of at " + seen));
        }
        var registered = new HashSet<String>();
        evidence.log().stream()
                .filter(seen -> seen.event() instanceof ModelRegistered)
                .forEach(seen -> registered.add(seen.id()));
        evidence.planned().keySet().stream()
                .filter(id -> !registered.contains(id))
                .forEach(id -> add(Kind.RUN_WITHOUT_END, id, "its registration is not on the log"));
    }

    private void ends() {
        var ends = new HashMap<String, Set<RunEnded>>();
        for (Seen seen : evidence.log()) {
            if (seen.event() instanceof RunEnded end) {
                ends.computeIfAbsent(end.run().run().value(), run -> new HashSet<>())
                        .add(end);
            }
        }
        for (Registered run : runs.values()) {
            Set<RunEnded> found = ends.getOrDefault(run.run(), Set.of());
            if (found.isEmpty()) {
                add(Kind.RUN_WITHOUT_END, Oracle.name(run), "did not end; last heard: " + lastOf(run));
            }
            if (found.size() > 1) {
                add(Kind.TWO_ENDS, Oracle.name(run), "ended as " + found);
            }
            found.stream()
                    .filter(end -> !run.fate().allows(end.result())
                            || !end.stage().equals(run.fate().endsAt()))
                    .forEach(end ->
                            add(Kind.WRONG_END, Oracle.name(run), "ended as " + end.result() + " at " + end.stage()));
        }
    }

    private String lastOf(Registered run) {
        return evidence.log().stream()
                .filter(seen -> seen.event()
                        .runRef()
                        .filter(ref -> ref.run().value().equals(run.run()))
                        .isPresent())
                .map(seen -> seen + " "
                        + (seen.event() instanceof StageProgressed progress
                                ? progress.stage() + " " + progress.state()
                                : seen.event().getClass().getSimpleName()))
                .reduce((first, second) -> first + ", " + second)
                .orElse("nothing");
    }

    /** A run that got to its end has said so at each stage before it. */
    private void outcomes() {
        Map<String, Set<Stage>> answered = new HashMap<>();
        for (StageEvent outcome : evidence.all(StageEvent.class)) {
            answered.computeIfAbsent(outcome.run().run().value(), run -> new HashSet<>())
                    .add(outcome.stage());
        }
        for (Registered run : runs.values()) {
            Set<Stage> said = answered.getOrDefault(run.run(), Set.of());
            for (Stage stage : expected(run.fate())) {
                if (!said.contains(stage)) {
                    add(Kind.OUTCOME_MISSING, Oracle.name(run), "no outcome of " + stage);
                }
            }
        }
    }

    private static Set<Stage> expected(Fate fate) {
        return switch (fate) {
            case GOOD -> Set.of(Stage.BUILD, Stage.TRAIN, Stage.EVALUATE, Stage.DEPLOY);
            case TRAINING_FAILS -> Set.of(Stage.BUILD);
            case GATE_MISSED -> Set.of(Stage.BUILD, Stage.TRAIN, Stage.EVALUATE);
        };
    }

    /** On each topic a model's outcomes stand in the order of its registrations. */
    private void order() {
        Map<String, Long> latest = new TreeMap<>();
        for (Seen seen : evidence.firsts()) {
            PipelineEvent event = seen.event();
            if (!(event instanceof StageEvent outcome)) {
                continue;
            }
            Registered run = runs.get(outcome.run().run().value());
            if (run == null) {
                continue;
            }
            String line = seen.topic() + " of " + run.model();
            long before = latest.getOrDefault(line, -1L);
            if (run.offset() < before) {
                add(Kind.EVENT_OUT_OF_ORDER, Oracle.name(run), "stands at " + seen + " behind a newer version");
            }
            latest.put(line, Math.max(before, run.offset()));
        }
    }
}
