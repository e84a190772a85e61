package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.eclipse.jgit.api.errors.GitAPIException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run stack}: a sample model on a local stack. */
@Command(
        name = "stack",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "A sample model on a stack of its own: how long a run takes beside the model's own commands, how"
                + " soon the stack is up, how large it is.")
final class StackCommand implements Callable<Integer> {
    private static final String TITLE = "A sample model on a local stack";

    @Option(names = "--rounds", paramLabel = "N", description = "runs compared with their commands (default: 9)")
    private int rounds = 9;

    @Option(names = "--starts", paramLabel = "N", description = "fresh stacks, each started twice (default: 5)")
    private int starts = 5;

    @Option(names = "--base-port", paramLabel = "PORT", description = "of the benchmark's stack (default: 6800)")
    private int basePort = 6_800;

    @Mixin
    private final Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException, GitAPIException {
        Machine machine = output.machine();
        Path scratch = Files.createTempDirectory("millrace-bench");
        var stack = new LocalStack(output.root, scratch.resolve("home"), basePort);
        stack.endAtExit(scratch);
        var sample = SampleModel.of(output.root.resolve("deploy/samples/digits"), scratch.resolve("repository"));
        var commands = new DirectCommands(sample, scratch.resolve("direct"));
        Figures figures = new Bench(stack, sample, commands, effort(), System.err::println).measure();
        output.write(TITLE, Report.of(machine, figures));
        return 0;
    }

    private Bench.Effort effort() {
        return output.quick
                ? new Bench.Effort(true, 1, 2, Duration.ofMillis(500), Duration.ofSeconds(2))
                : new Bench.Effort(false, starts, rounds, Duration.ofSeconds(2), Duration.ofSeconds(30));
    }
}
