package io.millrace.bench;

import io.millrace.local.Home;
import io.millrace.local.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run nothing}: what is left of a run when its stages do nothing. */
@Command(
        name = "nothing",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Five stages that do nothing, beside bare Kafka clients and Temporal's in-memory test server:"
                + " latency of a run, and runs a second.")
final class NothingCommand implements Callable<Integer> {
    private static final String TITLE = "Five stages that do nothing";

    @Option(names = "--rounds", paramLabel = "N", description = "of all contenders (default: 5)")
    private int rounds = 5;

    @Option(names = "--base-port", paramLabel = "PORT", description = "of the benchmark's stack (default: 6900)")
    private int basePort = 6_900;

    @Option(
            names = "--record",
            paramLabel = "FOLDER",
            description = "leave a flight recording of each of our stages there; slows them down")
    private Optional<Path> recording = Optional.empty();

    @Mixin
    private final Output output = new Output();

    private final Undo undo = Undo.atExit();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Machine machine = output.machine();
        Path scratch = Files.createTempDirectory("millrace-bench");
        undo.push(() -> Folders.delete(scratch));
        var effort = output.quick ? NothingBench.Effort.quickly() : NothingBench.Effort.full(rounds);
        NothingFigures figures = new NothingBench(contenders(scratch), effort, System.err::println).measure();
        output.write(TITLE, NothingReport.of(machine, figures));
        return 0;
    }

    private Map<Contender, Load> contenders(Path scratch) throws InterruptedException {
        Home home = Home.of(Map.of("MILLRACE_HOME", scratch.resolve("home").toString()))
                .open();
        Stack broker = Stack.ofBroker(home, basePort);
        undo.push(() -> broker.down((part, what) -> {}));
        broker.up((part, what) -> {});
        String bootstrapServers = broker.ports().bootstrapServers();
        Map<Contender, Load> loads = new EnumMap<>(Contender.class);
        var stages = new IdleStages(output.root, scratch, bootstrapServers, basePort, recording);
        undo.push(stages::close);
        loads.put(Contender.MILLRACE, load(new MillraceCourse(bootstrapServers)));
        loads.put(Contender.BARE, load(new BareCourse(bootstrapServers, scratch)));
        loads.put(Contender.TEMPORAL, load(new TemporalCourse(output.root, scratch)));
        return loads;
    }

    private Load load(Course course) {
        var load = new Load(course);
        undo.push(load::close);
        return load;
    }
}
