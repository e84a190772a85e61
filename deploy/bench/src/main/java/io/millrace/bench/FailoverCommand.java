package io.millrace.bench;

import io.millrace.events.ModelRegistered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.eclipse.jgit.api.errors.GitAPIException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run failover}: how soon another replica goes on. */
@Command(
        name = "failover",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Kills the replica that has a model, again and again, and tells how soon the other one works on"
                + " it.")
final class FailoverCommand implements Callable<Integer> {
    private static final String TITLE = "A replica that is killed";

    @Option(names = "--kills", paramLabel = "N", description = "one stage after the other (default: 20)")
    private int kills = 20;

    @Option(names = "--base-port", paramLabel = "PORT", description = "of the benchmark's stack (default: 6700)")
    private int basePort = 6_700;

    @Mixin
    private final Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException, GitAPIException {
        Machine machine = output.machine();
        Path scratch = Files.createTempDirectory("millrace-failover");
        var stack = new LocalStack(output.root, scratch.resolve("home"), basePort).withReplicas(Failover.REPLICAS);
        stack.endAtExit(scratch);
        try (var models = new ManyModels(scratch.resolve("repository"))) {
            ModelRegistered registration = models.deployed("small");
            List<Failover.Takeover> takeovers =
                    new Failover(stack, System.err::println).measure(registration, output.quick ? 2 : kills);
            output.write(TITLE, FailoverReport.of(machine, output.quick, takeovers));
        }
        return 0;
    }
}
