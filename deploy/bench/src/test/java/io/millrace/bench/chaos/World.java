package io.millrace.bench.chaos;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Candidate;
import io.millrace.events.Command;
import io.millrace.events.Decision;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import io.millrace.events.EventType;
import io.millrace.events.Failure;
import io.millrace.events.ImageBuilt;
import io.millrace.events.Metrics;
import io.millrace.events.ModelDeployed;
import io.millrace.events.ModelEvaluated;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.ModelTrained;
import io.millrace.events.PipelineEvent;
import io.millrace.events.PipelineSpec;
import io.millrace.events.RunEnded;
import io.millrace.events.RunEnded.Result;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Sequence;
import io.millrace.events.ServingChanged;
import io.millrace.events.Source;
import io.millrace.events.Stage;
import io.millrace.events.StageEvent;
import io.millrace.events.StageStatus;
import io.millrace.events.Verdict;
import io.millrace.events.Version;
import io.millrace.promises.History.Seen;
import io.millrace.workloads.WorkloadRequest;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a campaign of one model left behind, to be spoiled by tests in one point each. */
final class World {
    private static final URI SOURCE = URI.create("/tests");

    final Map<String, Fate> planned = new HashMap<>();
    final Map<String, Command> asked = new HashMap<>();
    final List<Seen> log = new ArrayList<>();
    final List<String> unreadable = new ArrayList<>();
    final Map<String, List<Effect>> effects = new HashMap<>();
    final Set<String> killed = new HashSet<>();
    final Map<String, String> serving = new HashMap<>();
    final Set<String> folders = new HashSet<>();

    /** Versions v0, v1 and so on of the model "churn", each of which became what it should. */
    static World of(Fate... fates) {
        var world = new World();
        for (int run = 0; run < fates.length; run++) {
            world.planned.put(id(run), fates[run]);
            world.add(
                    id(run),
                    new ModelRegistered(
                            new ModelName("churn"),
                            Optional.of(new Version("v" + run)),
                            new Source.Git("file:///churn", Optional.empty(), Optional.empty()),
                            Optional.empty()));
        }
        for (int run = 0; run < fates.length; run++) {
            world.takeThrough(run, fates[run]);
        }
        return world;
    }

    private void takeThrough(int run, Fate fate) {
        Stage end = fate.endsAt();
        add(outcome(run, Stage.BUILD));
        command(run, "train", fate == Fate.TRAINING_FAILS);
        if (fate == Fate.TRAINING_FAILS) {
            fail(run, end, Result.FAILED);
            return;
        }
        add(outcome(run, Stage.TRAIN));
        command(run, "evaluate", false);
        add(outcome(run, Stage.EVALUATE));
        if (fate == Fate.GATE_MISSED) {
            fail(run, end, Result.REJECTED);
            return;
        }
        add(outcome(run, Stage.DEPLOY));
        add(EventIds.serving(ref(run)), serving(run, run + 1));
        resolveAll(run);
        add(EventIds.ended(ref(run)), ended(run, Result.DEPLOYED, Stage.DEPLOY, Optional.empty()));
        serving.put("churn", "v" + run);
        folders.clear();
        folders.add(workload(run));
    }

    private void fail(int run, Stage stage, Result result) {
        fail(ref(run), stage, result);
    }

    void fail(RunRef run, Stage stage, Result result) {
        AlertRaised alert = alert(run, stage, "bad");
        add(alert.alertId(), alert);
        add(EventIds.ended(run), new RunEnded(run, result, stage, Optional.of(alert.alertId())));
    }

    void resolveAll(int run) {
        for (Seen seen : List.copyOf(log)) {
            if (seen.event() instanceof AlertRaised alert) {
                resolve(alert, run);
            }
        }
    }

    void resolve(AlertRaised alert, int by) {
        add(
                EventIds.resolved(alert.alertId()),
                new AlertResolved(alert.alertId(), alert.fingerprint(), ref(by), alert.stage()));
    }

    private void command(int run, String stage, boolean fails) {
        effect(run, stage, 1, Effect.BEGAN);
        if (!fails) {
            effect(run, stage, 1, Effect.DONE);
        }
    }

    void effect(int run, String stage, int attempt, String word) {
        effect(effects().size(), run, stage, attempt, word);
    }

    /** @param before the line, from 0, that it stands before */
    void effect(int before, int run, String stage, int attempt, String word) {
        effect(before, ref(run), stage, attempt, word);
    }

    void effect(int before, RunRef run, String stage, int attempt, String word) {
        effects().add(before, new Effect(run.run().value(), run.round(), stage, attempt, word));
    }

    List<Effect> effects() {
        return effects.computeIfAbsent("churn", model -> new ArrayList<>());
    }

    void add(PipelineEvent outcome) {
        var stageEvent = (StageEvent) outcome;
        add(EventIds.outcome(stageEvent.run(), stageEvent.stage()), outcome);
    }

    void add(String id, PipelineEvent event) {
        String topic = EventType.of(event).topic().suffix();
        long offset = log.stream().filter(seen -> seen.topic().equals(topic)).count();
        log.add(new Seen(topic, 0, offset, 0, Envelope.first(id, SOURCE, Instant.EPOCH, event)));
    }

    void remove(Class<? extends PipelineEvent> type, int run) {
        log.removeIf(seen -> type.isInstance(seen.event())
                && seen.event()
                        .runRef()
                        .filter(ref -> ref.run().equals(ref(run).run()))
                        .isPresent());
    }

    Evidence evidence() {
        return new Evidence(planned, asked, Set.of("churn"), log, unreadable, effects, killed, serving, folders);
    }

    /** Each promise that was broken, and each kind of deviation, as often as there was one. */
    List<Enum<?>> judged() {
        var kinds = new ArrayList<Enum<?>>();
        Oracle.judge(evidence()).forEach(violation -> kinds.add(violation.kind()));
        return kinds;
    }

    static String id(int run) {
        return "event-" + run;
    }

    static RunRef ref(int run) {
        return ref(run, 0);
    }

    static RunRef ref(int run, int round) {
        return new RunRef(
                RunId.of(SOURCE, id(run)),
                round,
                new ModelName("churn"),
                Optional.of(new Version("v" + run)),
                new Sequence(0, run));
    }

    static String workload(int run) {
        return workload(run, Stage.DEPLOY, 1);
    }

    static String workload(int run, Stage stage, int attempt) {
        return WorkloadRequest.nameFor(ref(run), stage, attempt);
    }

    static RunEnded ended(int run, Result result, Stage stage, Optional<String> alert) {
        return new RunEnded(ref(run), result, stage, alert);
    }

    static AlertRaised alert(int run, Stage stage, String code) {
        return alert(ref(run), stage, code);
    }

    private static AlertRaised alert(RunRef run, Stage stage, String code) {
        return AlertRaised.of(run, stage, Failure.userError(code, "it failed", "mend it"));
    }

    static ServingChanged serving(int run, long generation) {
        return serving(ref(run), generation, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** @param replaces the workload that served before */
    static ServingChanged serving(int run, long generation, String replaces) {
        return serving(ref(run), generation, Optional.of(replaces), Optional.empty(), Optional.empty());
    }

    /** Of a round that somebody asked for; {@code latest} is what was registered last of all that served before it. */
    static ServingChanged back(RunRef run, long generation, Sequence latest, Decision decision) {
        return serving(run, generation, Optional.empty(), Optional.of(latest), Optional.of(decision));
    }

    private static ServingChanged serving(
            RunRef run,
            long generation,
            Optional<String> replaces,
            Optional<Sequence> latest,
            Optional<Decision> decision) {
        return new ServingChanged(
                run,
                generation,
                WorkloadRequest.nameFor(run, Stage.DEPLOY, 1),
                candidate(),
                Map.of(),
                Optional.empty(),
                URI.create("http://127.0.0.1/models/churn"),
                Optional.empty(),
                replaces,
                latest,
                decision,
                Optional.empty());
    }

    static PipelineEvent outcome(int run, Stage stage) {
        return switch (stage) {
            case BUILD -> new ImageBuilt(ref(run), StageStatus.DONE, candidate(), Optional.empty());
            case TRAIN -> new ModelTrained(ref(run), StageStatus.DONE, candidate());
            case EVALUATE -> evaluated(run);
            case DEPLOY ->
                new ModelDeployed(ref(run), StageStatus.DONE, candidate(), Optional.empty(), Optional.empty());
            case MONITOR, UNKNOWN -> throw new IllegalArgumentException(stage + " has no outcome");
        };
    }

    private static ModelEvaluated evaluated(int run) {
        return new ModelEvaluated(
                ref(run),
                StageStatus.DONE,
                candidate(),
                Verdict.PASSED,
                Map.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static Candidate candidate() {
        var spec = new PipelineSpec(
                new ModelName("churn"),
                Optional.empty(),
                PipelineSpec.Concurrency.QUEUE,
                new PipelineSpec.Build("scratch", List.of()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new Candidate(spec, Optional.empty(), Optional.empty(), Metrics.NONE);
    }
}
