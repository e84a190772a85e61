package io.millrace.bench;

import io.millrace.events.Stage;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The section about a local stack: figures beside what they must be, and below where time and memory go. */
final class Report {
    private static final double RUN_MUST = 1500;
    private static final double STAGE_MUST = 150;
    private static final double UP_MUST = 20_000;
    private static final double RESIDENT_MUST = 1.1 * 1024;
    private static final double EACH_RESIDENT_MUST = 160;
    private static final double CPU_MUST = 1;
    private static final String NONE = "–";

    private final Machine machine;
    private final Figures figures;

    private Report(Machine machine, Figures figures) {
        this.machine = machine;
        this.figures = figures;
    }

    static String of(Machine machine, Figures figures) {
        return new Report(machine, figures).text();
    }

    private String text() {
        return """
                Written by `deploy/bench/run stack`. %s

                %s
                ### Figures

                %s
                *Met* says "yes" when the worst measurement is within the bound too. All starts and runs are of a \
                stack on one machine: the broker, the five workers, the model's own processes and the benchmark \
                share its cores.

                ### Where a run's time goes

                Medians and worst of %d runs. A stage's time is from the record that it waits for to the record that \
                it answers with, so the sum over the stages is the run; *until at work* is the part of it before \
                the stage says that it works. A client that registers and then waits for `model.deployed` itself \
                sees %s (worst %s).

                %s
                The same for the first run of a fresh stack, of which there were %d:

                %s
                ### What idle processes take

                Resident memory counts pages that processes share in each of them. The broker is not one of the \
                five.

                %s
                ### How it is measured

                - **Run**: the sample `deploy/samples/digits`, registered from a Git repository on the same disk, \
                from the record `model.registered` to the record `model.deployed`. **Peer**: the same commands by \
                `sh -c`, with the same Python, in a fresh copy of the files; the server until its health path \
                answers. Both by turns, each round one run and then the commands; the difference is taken within \
                the round.
                - **First run**: nothing has been loaded or compiled in the workers yet; after the first start of \
                a fresh `MILLRACE_HOME` there are no class archives either.
                - **Up**: `./millrace up --detach` on a built tree, from the command to its end, when the broker \
                and all five workers are ready.
                - **Idle**: resident memory and CPU time at the end of a quiet span and over it; the model \
                of the runs before is being served.
                """
                .formatted(
                        machine.warning(figures.quick()),
                        machine.table(),
                        table(figureRows()),
                        figures.runs().size(),
                        ms(seen().median()),
                        ms(seen().worst()),
                        stages(figures.runs()),
                        figures.firstRuns().size(),
                        stages(figures.firstRuns()),
                        processes());
    }

    private List<Row> figureRows() {
        return List.of(
                run("a run less the model's own commands", figures.runs(), Bound.of(RUN_MUST, Report::ms)),
                run("the same, first run after a first start", figures.firstRuns(), Bound.none(Report::ms)),
                run("the same, first run after a later start", figures.firstLaterRuns(), Bound.none(Report::ms)),
                stage(Stage.BUILD, Bound.none(Report::ms)),
                stage(Stage.TRAIN, Bound.of(STAGE_MUST, Report::ms)),
                stage(Stage.EVALUATE, Bound.of(STAGE_MUST, Report::ms)),
                stage(Stage.DEPLOY, Bound.of(STAGE_MUST, Report::ms)),
                alone("`up`, first start of a fresh home", figures.firstStarts(), Bound.of(UP_MUST, Report::ms)),
                alone("`up`, later starts", figures.laterStarts(), Bound.of(UP_MUST, Report::ms)),
                resident("five workers resident, after their start", figures.idle()),
                resident(
                        "five workers resident, after %d runs".formatted(figures.runsBefore()),
                        figures.idleAfterRuns()),
                alone(
                        "each worker resident, after %d runs".formatted(figures.runsBefore()),
                        Samples.of(workers(figures.idleAfterRuns()), Footprint::residentMiB),
                        Bound.of(EACH_RESIDENT_MUST, Report::mib)),
                alone(
                        "each worker's CPU when idle, of one core",
                        Samples.of(workers(figures.idleAfterRuns()), Footprint::cpuPercent),
                        Bound.of(CPU_MUST, Report::percent)));
    }

    private static Row run(String name, List<Round> rounds, Bound bound) {
        Samples whole = Samples.of(rounds, round -> round.run().total());
        Samples commands = Samples.of(rounds, Round::commandsTotal);
        return Row.of(name, Samples.of(rounds, Round::overhead), bound).beside(whole, commands);
    }

    private Row stage(Stage stage, Bound bound) {
        String name = "stage " + stage + (stage == Stage.BUILD ? ", which runs no command" : " less its command");
        Row row = Row.of(name, Samples.of(figures.runs(), round -> round.overhead(stage)), bound);
        return stage == Stage.BUILD
                ? row
                : row.beside(
                        Samples.of(figures.runs(), round -> round.stage(stage)),
                        Samples.of(figures.runs(), round -> round.command(stage)));
    }

    private static Row alone(String name, Samples samples, Bound bound) {
        return Row.of(name, samples, bound);
    }

    private static Row resident(String name, List<Footprint> all) {
        double sum = workers(all).stream().mapToDouble(Footprint::residentMiB).sum();
        return alone(name, new Samples(List.of(sum)), Bound.of(RESIDENT_MUST, Report::mib));
    }

    private static List<Footprint> workers(List<Footprint> all) {
        Predicate<Footprint> isBroker = footprint -> footprint.process().equals("broker");
        return all.stream().filter(isBroker.negate()).toList();
    }

    private Samples seen() {
        return Samples.of(figures.runs(), round -> round.run().seen());
    }

    private static String table(List<Row> rows) {
        return row("figure", "median", "worst", "of", "peer: median (worst)", "ratio to it", "must", "met")
                + row("---", "---:", "---:", "---:", "---:", "---:", "---:", "---")
                + rows.stream().map(Row::text).collect(Collectors.joining());
    }

    private static String stages(List<Round> runs) {
        String rows =
                WatchedRun.STAGES.stream().map(stage -> stageTimes(stage, runs)).collect(Collectors.joining());
        return row("stage", "time", "worst", "until at work", "its command alone", "worst", "added", "worst")
                + row("---", "---:", "---:", "---:", "---:", "---:", "---:", "---:")
                + rows;
    }

    private static String stageTimes(Stage stage, List<Round> runs) {
        Samples whole = Samples.of(runs, round -> round.stage(stage));
        Samples handOver = Samples.of(runs, round -> round.run().handOver().getOrDefault(stage, 0.0));
        Samples command = Samples.of(runs, round -> round.command(stage));
        Samples added = Samples.of(runs, round -> round.overhead(stage));
        boolean hasCommand = command.worst() > 0;
        return row(
                stage.wireName(),
                ms(whole.median()),
                ms(whole.worst()),
                ms(handOver.median()),
                hasCommand ? ms(command.median()) : NONE,
                hasCommand ? ms(command.worst()) : NONE,
                ms(added.median()),
                ms(added.worst()));
    }

    private String processes() {
        String rows = IntStream.range(0, figures.idle().size())
                .mapToObj(i -> processRow(
                        figures.idle().get(i), figures.idleAfterRuns().get(i)))
                .collect(Collectors.joining());
        String after = "after %d runs".formatted(figures.runsBefore());
        return row("process", "resident after start", "CPU", "resident " + after, "CPU")
                + row("---", "---:", "---:", "---:", "---:")
                + rows;
    }

    private static String processRow(Footprint start, Footprint afterRuns) {
        return row(
                start.process(),
                mib(start.residentMiB()),
                percent(start.cpuPercent()),
                mib(afterRuns.residentMiB()),
                percent(afterRuns.cpuPercent()));
    }

    static String ms(double milliseconds) {
        return Math.abs(milliseconds) < 10_000
                ? format("%,.0f ms", milliseconds)
                : format("%.1f s", milliseconds / 1000);
    }

    static String mib(double mebibytes) {
        return format("%,.0f MiB", mebibytes);
    }

    static String percent(double percent) {
        return format("%.2f %%", percent);
    }

    static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
