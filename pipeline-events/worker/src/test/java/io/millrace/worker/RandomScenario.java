package io.millrace.worker;

import io.millrace.events.Command;
import io.millrace.events.Envelope;
import io.millrace.events.RunCancel;
import io.millrace.events.RunRef;
import io.millrace.events.RunRetry;
import io.millrace.events.Stage;
import io.millrace.worker.Scenario.Commits;
import io.millrace.worker.testing.Samples;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Events that may come in any order and more than once, about a few models, and anything that may go wrong. */
final class RandomScenario {
    private static final List<String> MODELS =
            List.of("good-0", "fails-0", "flaky-0", "commits-0", "good-1", "fails-1", "flaky-1", "commits-1");
    private static final List<String> MODELS_OF_TWO_STAGES =
            List.of("good-0", "fails-0", "misses-0", "flaky-0", "takes-over-0", "misses-1");
    private static final int MOST_MODELS = 3;
    private static final int MOST_VERSIONS = 3;
    private static final int MOST_FAULTS = 8;

    private final List<Stage> stages;
    private final List<String> names;
    private final SplittableRandom random;
    private final List<Envelope> events = new ArrayList<>();
    private int commands;

    private RandomScenario(List<Stage> stages, List<String> names, long seed) {
        this.stages = stages;
        this.names = names;
        this.random = new SplittableRandom(seed);
    }

    static Scenario of(long seed) {
        return new RandomScenario(List.of(Stage.TRAIN), MODELS, seed).scenario();
    }

    /** What the trainer sends on is the evaluator's; people may want a further round from either. */
    static Scenario ofTwoStages(long seed) {
        return new RandomScenario(List.of(Stage.TRAIN, Stage.EVALUATE), MODELS_OF_TWO_STAGES, seed).scenario();
    }

    private Scenario scenario() {
        int models = 1 + random.nextInt(MOST_MODELS);
        for (int i = 0; i < models; i++) {
            versions(names.get(random.nextInt(names.size())));
        }
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        Arrays.stream(Fault.values()).filter(fault -> random.nextInt(3) > 0).forEach(faults::add);
        return new Scenario(
                stages,
                2,
                List.copyOf(events),
                false,
                faults,
                random.nextInt(MOST_FAULTS + 1),
                Commits.ANY_TIME,
                true,
                true);
    }

    /** Those of one model keep their order, as the stage before does; all else does not. */
    private void versions(String model) {
        int versions = 1 + random.nextInt(MOST_VERSIONS);
        for (int version = 1; version <= versions; version++) {
            RunRef run = Samples.run(model, version);
            events.add(Samples.built(run));
            sometimes(() -> events.add(Samples.built(run)));
            sometimes(() -> give(cancel(run, "cancel-" + commands++)));
            sometimes(() -> give(retry(run, "retry-" + commands++, anyStage())));
            sometimes(() -> give(cancel(run, "cancel-" + commands++)));
        }
    }

    private Stage anyStage() {
        return stages.size() == 1 ? stages.getFirst() : stages.get(random.nextInt(stages.size()));
    }

    private void sometimes(Runnable happens) {
        if (random.nextInt(4) == 0) {
            happens.run();
        }
    }

    /** People may know of a run before the stage does, and send the same twice. */
    private void give(Envelope command) {
        events.add(random.nextInt(events.size() + 1), command);
        sometimes(() -> events.add(command));
    }

    static Envelope cancel(RunRef run, String id) {
        return command(id, new RunCancel(run.run(), run.model(), Optional.empty()));
    }

    static Envelope retry(RunRef run, String id) {
        return retry(run, id, Stage.TRAIN);
    }

    private static Envelope retry(RunRef run, String id, Stage from) {
        return command(id, new RunRetry(run.run(), run.model(), from));
    }

    private static Envelope command(String id, Command command) {
        return Envelope.first(id, URI.create("/somebody"), World.START, command);
    }
}
