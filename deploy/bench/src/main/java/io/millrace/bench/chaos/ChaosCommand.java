package io.millrace.bench.chaos;

import io.millrace.bench.Folders;
import io.millrace.bench.Machine;
import io.millrace.bench.Output;
import io.millrace.local.Home;
import io.millrace.local.Processes;
import io.millrace.local.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jgit.api.errors.GitAPIException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code deploy/bench/run chaos}. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Kills processes of a stack of its own while runs are under way, counts what was lost, done twice"
                + " or reordered, and ends with exit code 1 when that is anything.")
public final class ChaosCommand implements Callable<Integer> {
    private static final String TITLE = "Processes killed at random";

    @Option(names = "--runs", paramLabel = "N", description = "registrations (default: 1000)")
    private int runs = 1000;

    @Option(names = "--every", paramLabel = "SECONDS", description = "one kill in each such span (default: 2)")
    private double every = 2;

    @Option(names = "--seed", paramLabel = "S", description = "of the kills and of the runs (default: a new one)")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--models", paramLabel = "M", description = "that the runs are versions of (default: 12)")
    private int models = 12;

    @Option(names = "--serving", paramLabel = "M", description = "how many of them have a server (default: 3)")
    private int serving = 3;

    @Option(names = "--in-flight", paramLabel = "K", description = "runs under way at the same time (default: 24)")
    private int inFlight = 24;

    @Option(names = "--base-port", paramLabel = "PORT", description = "of the campaign's stack (default: 7000)")
    private int basePort = 7_000;

    @Option(names = "--plan", description = "only print the plan of kills for the first minutes of a seed")
    private boolean planOnly;

    @Option(names = "--keep", description = "keep the stack's folder, with its logs and topics")
    private boolean keep;

    @Mixin
    private final Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException, GitAPIException {
        long chosen = seed.orElseGet(() -> ThreadLocalRandom.current().nextLong(1_000_000));
        var plan = new KillPlan(chosen, Duration.ofMillis(Math.round(every * 1000)), KillPlan.VICTIMS);
        if (planOnly) {
            System.out.println(KillPlan.told(plan.first(100)));
            return 0;
        }
        Machine machine = output.machine();
        tell("seed " + chosen);
        Path scratch = Files.createTempDirectory("millrace-chaos");
        Home home = Home.of(Map.of("MILLRACE_HOME", scratch.resolve("home").toString()))
                .open();
        var stack = Stack.of(home, output.root, Optional.of(basePort), Optional.empty());
        var processes = Processes.ofStack(home, output.root);
        var guardians = new Guardians(home.folder().resolve("workloads"));
        var executioner = new Executioner(processes, guardians, plan, ChaosCommand::tell);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> tidyUp(stack, executioner, scratch)));
        warmUp(stack);
        var campaign = new Campaign(
                processes,
                guardians,
                Models.in(scratch, models, serving),
                Planned.of(chosen, runs, models),
                stack.ports().bootstrapServers(),
                java.net.URI.create("http://127.0.0.1:" + basePort + "/models/"),
                ChaosCommand::tell);
        Campaign.Result result = campaign.run(executioner, inFlight);
        output.write(
                TITLE, new ChaosReport(machine, plan, executioner, result, runs, inFlight, models, serving).text());
        result.violations().forEach(violation -> tell(violation.toString()));
        boolean whole = result.evidence().planned().size() == runs;
        return whole && result.violations().isEmpty() ? 0 : 1;
    }

    /** Ended in order once, every process has left an archive of its classes, and starts more quickly from then on. */
    private static void warmUp(Stack stack) throws InterruptedException {
        stack.up((part, what) -> {});
        stack.down((part, what) -> {});
        stack.up((part, what) -> tell(part + " " + what));
    }

    private void tidyUp(Stack stack, Executioner executioner, Path scratch) {
        try {
            executioner.stop();
            stack.down((part, what) -> {});
            if (keep) {
                tell("kept: " + scratch);
            } else {
                Folders.delete(scratch);
            }
        } catch (IOException e) {
            tell("could not remove " + scratch + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void tell(String what) {
        System.err.println(java.time.LocalTime.now().withNano(0) + " " + what);
    }
}
