package io.millrace.bench;

import io.millrace.bench.chaos.ChaosCommand;
import io.millrace.bench.chaos.PeerCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.eclipse.jgit.api.errors.GitAPIException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of the benchmark. */
@Command(
        name = "deploy/bench/run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = {ChaosCommand.class, PeerCommand.class},
        description = "Measures Millrace on this machine (Linux), and writes what it found as a document.")
final class Main implements Callable<Integer> {
    private static final Duration QUIET_WITHIN = Duration.ofMinutes(10);

    @Option(names = "--rounds", paramLabel = "N", description = "runs compared with their commands (default: 9)")
    private int rounds = 9;

    @Option(names = "--starts", paramLabel = "N", description = "fresh stacks, each started twice (default: 5)")
    private int starts = 5;

    @Option(names = "--quick", description = "only try it out: one start, two rounds, short waits")
    private boolean quick;

    @Option(
            names = "--wait-quiet",
            description = "wait, ten minutes at most, until the machine's load is at most " + Machine.QUIET)
    private boolean waitQuiet;

    @Option(names = "--base-port", paramLabel = "PORT", description = "of the benchmark's stack (default: 23800)")
    private int basePort = 23_800;

    @Option(
            names = "--document",
            paramLabel = "FILE",
            description = "what to write (default: docs/benchmarks.md, and with --quick nothing but standard output)")
    private Optional<Path> document = Optional.empty();

    private final Path root = Path.of(System.getProperty("millrace.root", "."));

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, GitAPIException {
        if (waitQuiet) {
            awaitQuiet();
        }
        Machine machine = Machine.now(root);
        Path scratch = Files.createTempDirectory("millrace-bench");
        var stack = new LocalStack(root, scratch.resolve("home"), basePort);
        var tidyUp = new Thread(() -> tidyUp(stack, scratch));
        Runtime.getRuntime().addShutdownHook(tidyUp); // also after Ctrl-C, and when something fails
        var sample = SampleModel.of(root.resolve("deploy/samples/digits"), scratch.resolve("repository"));
        var commands = new DirectCommands(sample, scratch.resolve("direct"));
        Figures figures = new Bench(stack, sample, commands, effort(), System.err::println).measure();
        write(Report.of(machine, figures));
        return 0;
    }

    private Bench.Effort effort() {
        return quick
                ? new Bench.Effort(true, 1, 2, Duration.ofMillis(500), Duration.ofSeconds(2))
                : new Bench.Effort(false, starts, rounds, Duration.ofSeconds(2), Duration.ofSeconds(30));
    }

    private static void awaitQuiet() throws InterruptedException {
        long deadline = System.nanoTime() + QUIET_WITHIN.toNanos();
        while (Machine.load() > Machine.QUIET && System.nanoTime() < deadline) {
            System.err.printf("waiting for a quiet machine, its load is %.2f%n", Machine.load());
            Thread.sleep(Duration.ofSeconds(10));
        }
    }

    private void write(String report) throws IOException {
        Optional<Path> target =
                document.or(() -> quick ? Optional.empty() : Optional.of(root.resolve("docs/benchmarks.md")));
        if (target.isEmpty()) {
            System.out.print(report);
            return;
        }
        Files.createDirectories(target.get().toAbsolutePath().getParent());
        Files.writeString(target.get(), report);
        System.err.println("written: " + target.get());
    }

    private static void tidyUp(LocalStack stack, Path scratch) {
        try {
            stack.down();
            Folders.delete(scratch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
