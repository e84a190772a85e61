package io.millrace.bench.chaos;

import io.millrace.bench.Folders;
import io.millrace.bench.Machine;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code deploy/bench/run chaos-peer}. */
@Command(
        name = "chaos-peer",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "The registrations and kills of 'chaos' for a plain Spring Kafka pipeline with @RetryableTopic.")
public final class PeerCommand implements Callable<Integer> {
    @Option(names = "--runs", paramLabel = "N", description = "registrations (default: 1000)")
    private int runs = 1000;

    @Option(names = "--every", paramLabel = "SECONDS", description = "one kill in each such span (default: 2)")
    private double every = 2;

    @Option(names = "--seed", paramLabel = "S", required = true, description = "the one of 'chaos'")
    private long seed;

    @Option(names = "--models", paramLabel = "M", description = "that the runs are versions of (default: 12)")
    private int models = 12;

    @Option(
            names = "--over",
            paramLabel = "SECONDS",
            description = "how long it takes to register all; that of 'chaos' for equally many kills (default: 1800)")
    private int over = 1800;

    @Option(names = "--base-port", paramLabel = "PORT", description = "of the campaign's broker (default: 7000)")
    private int basePort = 7_000;

    @Option(names = "--keep", description = "keep the folder, with its logs and topics")
    private boolean keep;

    @Option(names = "--document", paramLabel = "FILE", description = "what to write (default: standard output)")
    private Optional<Path> document = Optional.empty();

    private final Path root = Path.of(System.getProperty("millrace.root", "."));

    @Override
    public Integer call() throws IOException, InterruptedException {
        Machine machine = Machine.now(root);
        Path scratch = Files.createTempDirectory("millrace-chaos-peer");
        Home home = Home.of(Map.of("MILLRACE_HOME", scratch.resolve("home").toString()))
                .open();
        var ports =
                Stack.of(home, root, Optional.of(basePort), Optional.empty()).ports();
        var processes = Processes.ofBroker(home);
        var campaign = new PeerCampaign(
                processes,
                root.resolve("deploy/bench/spring-peer/target"),
                scratch.resolve("effects"),
                Planned.of(seed, runs, models),
                ports.bootstrapServers(),
                ChaosCommand::tell);
        var plan = new KillPlan(seed, Duration.ofMillis(Math.round(every * 1000)), KillPlan.VICTIMS);
        var executioner = new Executioner(processes, new Guardians(scratch.resolve("none")), plan, ChaosCommand::tell);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> tidyUp(processes, executioner, scratch)));
        PeerCampaign.Result result = campaign.run(executioner, Duration.ofSeconds(over));
        String report = PeerReport.text(machine, plan, executioner, result, over);
        if (document.isPresent()) {
            Files.writeString(document.get(), report);
        } else {
            System.out.print(report);
        }
        return 0;
    }

    private void tidyUp(Processes processes, Executioner executioner, Path scratch) {
        try {
            executioner.stop();
            processes.end();
            if (!keep) {
                Folders.delete(scratch);
            }
        } catch (IOException e) {
            ChaosCommand.tell("could not remove " + scratch + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
