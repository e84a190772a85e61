package io.millrace.bench;

import io.millrace.bench.chaos.ChaosCommand;
import io.millrace.bench.chaos.PeerCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the benchmarks. */
@Command(
        name = "deploy/bench/run",
        mixinStandardHelpOptions = true,
        description = "Measures Millrace on this machine (Linux). Each benchmark writes a section of its own.",
        subcommands = {
            StackCommand.class,
            NothingCommand.class,
            ManyCommand.class,
            FailoverCommand.class,
            WebhookCommand.class,
            ReplayCommand.class,
            ChaosCommand.class,
            PeerCommand.class
        })
final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }
}
