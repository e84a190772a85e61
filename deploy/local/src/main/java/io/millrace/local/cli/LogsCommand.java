package io.millrace.local.cli;

import io.millrace.events.RunId;
import io.millrace.events.Stage;
import io.millrace.letters.Printable;
import io.millrace.local.CannotGoOn;
import io.millrace.local.Home;
import io.millrace.local.MonitorClient;
import io.millrace.local.Ports;
import io.millrace.local.RunView;
import io.millrace.workloads.process.WorkloadLogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "logs",
        description = "Prints what a run's command wrote at a stage: training, evaluation, or serving.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace logs rq5m2 train               all of it, of the last attempt",
            "  millrace logs rq5m2 train -f            and what is still to come, until the command ends",
            "  millrace logs rq5m2 deploy --lines 50   the last lines of what serves"
        })
final class LogsCommand implements Callable<Integer> {
    private static final List<Stage> STAGES = List.of(Stage.TRAIN, Stage.EVALUATE, Stage.DEPLOY);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Parameters(
            index = "0",
            arity = "1",
            paramLabel = "RUN",
            description = "the start of the run's id, as long as it needs to be")
    private String prefix = "";

    @Parameters(index = "1", arity = "1", paramLabel = "STAGE", description = "train, evaluate or deploy")
    private String stage = "";

    @Option(
            names = {"-f", "--follow"},
            description = "go on with what is written, until the command ends")
    private boolean follow;

    @Option(names = "--lines", paramLabel = "NUMBER", description = "only the last so many lines that are there")
    private Optional<Integer> lines = Optional.empty();

    @Option(
            names = "--attempt",
            paramLabel = "NAME",
            description = "another than the last one, for example train-rq5…-0-1")
    private Optional<String> attempt = Optional.empty();

    /** The document for {@code --output json}. */
    record Document(String workload, List<String> workloads, List<String> lines) {}

    LogsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        Home home = context.home().open();
        Stage wanted = wantedStage();
        RunId run = run(home);
        var logs = new WorkloadLogs(home.folder());
        try {
            List<String> names = logs.names(run, wanted);
            String name = choose(names, run, wanted);
            print(logs, names, name);
        } catch (IOException e) {
            throw CannotGoOn.because(
                    "log-unreadable", "the log cannot be read: " + e, "Check that MILLRACE_HOME can be read.");
        }
        return 0;
    }

    private Stage wantedStage() {
        return STAGES.stream()
                .filter(it -> it.wireName().equals(stage))
                .findFirst()
                .orElseThrow(() -> CannotGoOn.because(
                        "no-such-stage",
                        "no command of a model runs at stage '" + Printable.excerpt(stage, 40) + "'",
                        "Give one of train, evaluate, deploy; the builder's own log is logs/builder.log in"
                                + " MILLRACE_HOME."));
    }

    private RunId run(Home home) throws InterruptedException {
        RunView view = MonitorClient.view(new MonitorClient(Ports.of(home)).run(prefix));
        return view.run();
    }

    private String choose(List<String> names, RunId run, Stage wanted) {
        if (names.isEmpty()) {
            throw CannotGoOn.because(
                    "no-log",
                    "there is no log of run " + run + " at stage " + wanted,
                    "Its command has not started, or its log made room for newer ones; an alert keeps the last lines:"
                            + " ./millrace alerts --output json.");
        }
        return attempt.map(name -> names.stream()
                        .filter(name::equals)
                        .findFirst()
                        .orElseThrow(() -> CannotGoOn.because(
                                "no-such-attempt",
                                "the run has no log '" + Printable.excerpt(name, 60) + "'",
                                "There are: " + String.join(", ", names) + ".")))
                .orElseGet(names::getLast);
    }

    private void print(WorkloadLogs logs, List<String> names, String name) throws IOException, InterruptedException {
        Console console = context.console();
        try (WorkloadLogs.Reader reader = logs.read(name)) {
            if (options.isJson()) {
                var all = new ArrayList<String>();
                reader.next(all::add);
                console.json(new Document(name, names, all.subList(Math.max(0, all.size() - most()), all.size())));
                return;
            }
            Consumer<String> show = line -> console.print(Printable.line(line));
            boolean more = first(reader, show);
            while (follow && more) {
                Thread.sleep(PAUSE);
                more = reader.next(show);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private boolean first(WorkloadLogs.Reader reader, Consumer<String> show) throws IOException {
        if (lines.isEmpty()) {
            return reader.next(show);
        }
        var last = new ArrayDeque<String>();
        boolean more = reader.next(line -> {
            last.addLast(line);
            if (last.size() > most()) {
                last.removeFirst();
            }
        });
        last.forEach(show);
        return more;
    }

    private int most() {
        return Math.max(0, lines.orElse(Integer.MAX_VALUE));
    }
}
