package io.millrace.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The order in which all is measured: the pipeline and its peer by turns. */
final class Bench {
    private static final int RUNS_BEFORE_SECOND_LOOK = 10;

    private final LocalStack stack;
    private final SampleModel sample;
    private final DirectCommands commands;
    private final Effort effort;
    private final Consumer<String> tell;

    /**
     * How much is measured.
     *
     * @param starts fresh stacks, each of which is started twice
     * @param rounds runs that are compared with their commands
     * @param pause  between two measurements, for what the last one left to be done
     * @param idle   how long nothing is done before processes are looked at, and for how long they are looked at
     */
    record Effort(boolean quick, int starts, int rounds, Duration pause, Duration idle) {}

    Bench(LocalStack stack, SampleModel sample, DirectCommands commands, Effort effort, Consumer<String> tell) {
        this.stack = stack;
        this.sample = sample;
        this.commands = commands;
        this.effort = effort;
        this.tell = tell;
    }

    Figures measure() throws IOException, InterruptedException {
        List<Double> firstStarts = new ArrayList<>();
        List<Double> laterStarts = new ArrayList<>();
        List<Round> firstRuns = new ArrayList<>();
        List<Round> firstLaterRuns = new ArrayList<>();
        for (int start = 1; start <= effort.starts(); start++) {
            stack.forget();
            startAndRun("fresh stack " + start, firstStarts, firstRuns);
            startAndRun("the same again", laterStarts, firstLaterRuns);
        }
        stack.up();
        List<Footprint> idle = lookAt("ready");
        List<Round> runs = new ArrayList<>();
        try (var pipeline = new Pipeline(stack.bootstrapServers())) {
            round(pipeline); // the first one was measured above
            while (runs.size() < effort.rounds()) {
                runs.add(round(pipeline));
                tell.accept("round %d: %s".formatted(runs.size(), told(runs.getLast())));
            }
            for (int more = runs.size() + 1; more < RUNS_BEFORE_SECOND_LOOK; more++) {
                pipeline.run(sample.registration());
            }
        }
        List<Footprint> idleAfterRuns = lookAt("runs");
        int runsBefore = Math.max(RUNS_BEFORE_SECOND_LOOK, runs.size() + 1);
        return new Figures(
                effort.quick(),
                new Samples(firstStarts),
                new Samples(laterStarts),
                firstRuns,
                firstLaterRuns,
                runs,
                idle,
                idleAfterRuns,
                runsBefore);
    }

    private void startAndRun(String which, List<Double> starts, List<Round> runs)
            throws IOException, InterruptedException {
        starts.add(stack.up());
        Thread.sleep(effort.pause());
        try (var pipeline = new Pipeline(stack.bootstrapServers())) {
            runs.add(round(pipeline));
        }
        tell.accept("%s: up after %.1f s, %s".formatted(which, starts.getLast() / 1000, told(runs.getLast())));
        stack.down();
        Thread.sleep(effort.pause());
    }

    private Round round(Pipeline pipeline) throws IOException, InterruptedException {
        RunTimes run = pipeline.run(sample.registration());
        Thread.sleep(effort.pause());
        var round = new Round(run, commands.run());
        Thread.sleep(effort.pause());
        return round;
    }

    private List<Footprint> lookAt(String after) throws IOException, InterruptedException {
        tell.accept(
                "idle after " + after + ", for " + effort.idle().multipliedBy(2).toSeconds() + " s");
        Thread.sleep(effort.idle());
        Map<String, Long> pids = stack.pids();
        return Footprint.of(pids, effort.idle());
    }

    private static String told(Round round) {
        return "run %.0f ms, commands %.0f ms, added %.0f ms"
                .formatted(round.run().total(), round.commandsTotal(), round.overhead());
    }
}
