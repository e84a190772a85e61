package io.millrace.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.eclipse.jgit.api.errors.GitAPIException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many registrations at once, on a stack with little room. */
@Command(
        name = "many",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Registers many versions of one model at once, then many models, on stores with little room;"
                + " tells time, memory and disk.")
final class ManyCommand implements Callable<Integer> {
    @Option(names = "--versions", paramLabel = "N", description = "of one model (default: 200)")
    private int versions = 200;

    @Option(names = "--models", paramLabel = "N", description = "models (default: 200)")
    private int models = 200;

    @Option(names = "--minutes", paramLabel = "N", description = "until all must have ended, each time (default: 20)")
    private int minutes = 20;

    @Option(names = "--base-port", paramLabel = "PORT", description = "of the benchmark's stack (default: 23900)")
    private int basePort = 23_900;

    @Option(names = "--document", paramLabel = "FILE", description = "what to write (default: standard output)")
    private Optional<Path> document = Optional.empty();

    private final Path root = Path.of(System.getProperty("millrace.root", "."));

    @Override
    public Integer call() throws IOException, InterruptedException, GitAPIException {
        Machine machine = Machine.now(root);
        Path scratch = Files.createTempDirectory("millrace-many");
        var stack = new LocalStack(root, scratch.resolve("home"), basePort, Many.TIGHT);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> tidyUp(stack, scratch)));
        Many.Seen seen = new Many(stack, scratch.resolve("repository"), System.err::println)
                .measure(versions, models, Duration.ofMinutes(minutes));
        String report = ManyReport.of(machine, seen);
        if (document.isPresent()) {
            Files.writeString(document.get(), report);
        } else {
            System.out.print(report);
        }
        return 0;
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
