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

/** Many registrations at once, on a stack with little room. */
@Command(
        name = "many",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Registers many versions of one model at once, then many models, on stores with little room;"
                + " tells time, memory and disk.")
final class ManyCommand implements Callable<Integer> {
    private static final String TITLE = "Many at once";

    @Option(names = "--versions", paramLabel = "N", description = "of one model (default: 200)")
    private int versions = 200;

    @Option(names = "--models", paramLabel = "N", description = "models (default: 200)")
    private int models = 200;

    @Option(names = "--minutes", paramLabel = "N", description = "until all must have ended, each time (default: 20)")
    private int minutes = 20;

    @Option(names = "--base-port", paramLabel = "PORT", description = "of the benchmark's stack (default: 6900)")
    private int basePort = 6_900;

    @Mixin
    private final Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException, GitAPIException {
        Machine machine = output.machine();
        Path scratch = Files.createTempDirectory("millrace-many");
        var stack = new LocalStack(output.root, scratch.resolve("home"), basePort, Many.TIGHT);
        stack.endAtExit(scratch);
        Many.Seen seen = new Many(stack, scratch.resolve("repository"), System.err::println)
                .measure(versions, models, Duration.ofMinutes(minutes));
        output.write(TITLE, ManyReport.of(machine, seen));
        return 0;
    }
}
