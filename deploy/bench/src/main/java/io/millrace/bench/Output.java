package io.millrace.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What all benchmarks can be told: when to begin, and where what they found goes. */
public final class Output {
    private static final Duration QUIET_WITHIN = Duration.ofMinutes(10);

    @Option(names = "--quick", description = "only try it out: little of everything, short waits")
    boolean quick;

    @Option(
            names = "--wait-quiet",
            description = "wait, ten minutes at most, until the machine's load is at most " + Machine.QUIET)
    private boolean waitQuiet;

    @Option(
            names = "--document",
            paramLabel = "FILE",
            description = "where to write the section (default: docs/benchmarks.md, and with --quick nothing but"
                    + " standard output)")
    private Optional<Path> document = Optional.empty();

    /** The checkout. */
    public final Path root = Path.of(System.getProperty("millrace.root", "."));

    /** The machine as it is before anything is measured. */
    public Machine machine() throws IOException, InterruptedException {
        if (waitQuiet) {
            awaitQuiet();
        }
        return Machine.now(root);
    }

    private static void awaitQuiet() throws InterruptedException {
        long deadline = System.nanoTime() + QUIET_WITHIN.toNanos();
        while (Machine.load() > Machine.QUIET && System.nanoTime() - deadline < 0) {
            System.err.printf("waiting for a quiet machine, its load is %.2f%n", Machine.load());
            Thread.sleep(Duration.ofSeconds(10));
        }
    }

    /** Writes a section in the place of the one that has the title. */
    public void write(String title, String section) throws IOException {
        Optional<Path> target =
                document.or(() -> quick ? Optional.empty() : Optional.of(root.resolve("docs/benchmarks.md")));
        if (target.isEmpty()) {
            System.out.print(section);
            return;
        }
        new Document(target.get()).write(title, section);
        System.err.println("written: " + target.get());
    }
}
