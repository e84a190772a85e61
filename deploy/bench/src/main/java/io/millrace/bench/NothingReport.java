package io.millrace.bench;

import io.millrace.bench.NothingFigures.Measured;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The section about stages that do nothing: what everybody took, and ours beside what it may be of the peers'. */
final class NothingReport {
    private static final Limits OF_BARE = new Limits(Contender.BARE, 4, 1.15);
    private static final Limits OF_TEMPORAL = new Limits(Contender.TEMPORAL, 3, 0.7);

    private final Machine machine;
    private final NothingFigures figures;

    /** How many times the peer's time ours must be at most, and should be. */
    private record Limits(Contender peer, double must, double aim) {}

    private NothingReport(Machine machine, NothingFigures figures) {
        this.machine = machine;
        this.figures = figures;
    }

    static String of(Machine machine, NothingFigures figures) {
        return new NothingReport(machine, figures).text();
    }

    private String text() {
        return """
                Written by `deploy/bench/run nothing`. %s

                %s
                ### Ratios

                Ours as a multiple of the peer's, taken within each of %d rounds; *met* says "yes" when the worst \
                round is within the bound too.

                %s
                ### Latency of a run

                From when the run was due to begin to when the client has seen its end. The median is that of the \
                rounds' medians, with the worst round in brackets; p99 and worst are over all runs of all rounds.

                %s
                ### Throughput

                Runs that end in a second while %d are on their way.

                %s
                ### How it is measured

                - **Millrace**: five workers of the real kit (Quarkus, state topic, progress events), a process \
                each, whose work returns at once: build, train, evaluate and deploy, and a fifth that reads \
                `model.deployed` and ends the run. From the registration to `run.ended`. The events are as large as \
                the contract's own example; the runs are spread over %d models, because those of one model have \
                their turns one after the other.
                - **Bare Kafka clients**: five threads of one process, each of which polls a topic, writes 1 KiB for \
                each record to the next one with `acks=all` and `linger.ms=0`, and commits when the batch is \
                acknowledged. No state, no second copies recognised, nothing told. The same broker, partitions and \
                keys.
                - **Temporal's test server**: temporal-testing 1.38.0, one process with server, worker and client; a \
                workflow of five activities that return the 1 KiB they get, time skipping off. Kept in memory \
                alone: unlike the other two, nothing of it survives its process.
                - All run all the time, and are measured by turns: %d s at each pace, then %d s with %d runs on \
                their way. All have the JVM options that the local stack gives its workers (C1 only, serial \
                collector); Temporal's process has the heap of the five workers together. %d s of load before the \
                first round warm each up.
                """
                .formatted(
                        machine.warning(figures.quick()),
                        machine.table(),
                        figures.rounds().size(),
                        ratios(),
                        latencies(),
                        NothingBench.IN_FLIGHT,
                        throughput(),
                        MillraceCourse.MODELS,
                        figures.effort().paced().toSeconds(),
                        figures.effort().window().toSeconds(),
                        NothingBench.IN_FLIGHT,
                        figures.effort().warmUp().toSeconds());
    }

    private String ratios() {
        return Report.row("figure", "to", "median", "worst", "must", "met", "aim", "met")
                + Report.row("---", "---", "---:", "---:", "---:", "---", "---:", "---")
                + ratios("median of runs, %d a second".formatted(NothingBench.SLOW), m -> m.slow()
                        .median())
                + ratios("median of runs, %d a second".formatted(NothingBench.BRISK), m -> m.brisk()
                        .median())
                + ratios("p99 of runs, %d a second".formatted(NothingBench.BRISK), m -> m.brisk()
                        .percentile(99))
                + ratios("time per run, %d on their way".formatted(NothingBench.IN_FLIGHT), Measured::millisecondsEach);
    }

    private String ratios(String name, ToDoubleFunction<Measured> value) {
        return ratio(name, OF_BARE, value) + ratio(name, OF_TEMPORAL, value);
    }

    private String ratio(String name, Limits limits, ToDoubleFunction<Measured> value) {
        Samples ratios = figures.ratios(limits.peer(), value);
        return Report.row(
                name,
                limits.peer().toString(),
                times(ratios.median()),
                times(ratios.worst()),
                times(limits.must()),
                Bound.of(limits.must(), NothingReport::times).verdict(ratios),
                times(limits.aim()),
                Bound.of(limits.aim(), NothingReport::times).verdict(ratios));
    }

    private String latencies() {
        return Report.row("runs a second", "", "median", "p99", "worst", "runs")
                + Report.row("---:", "---", "---:", "---:", "---:", "---:")
                + latencies(NothingBench.SLOW, Measured::slow)
                + latencies(NothingBench.BRISK, Measured::brisk);
    }

    private String latencies(int perSecond, Function<Measured, Samples> runs) {
        return rows(contender -> {
            var measured = figures.of(contender).stream().map(runs).toList();
            Samples medians = Samples.of(measured, Samples::median);
            Samples all = Samples.together(measured);
            return Report.row(
                    Integer.toString(perSecond),
                    contender.toString(),
                    ms(medians.median()) + " (" + ms(medians.worst()) + ")",
                    ms(all.percentile(99)),
                    ms(all.worst()),
                    Integer.toString(all.count()));
        });
    }

    private String throughput() {
        DoubleFunction<String> perSecond = each -> String.format(Locale.ROOT, "%,.0f", 1000 / each);
        return Report.row("", "median", "worst round")
                + Report.row("---", "---:", "---:")
                + rows(contender -> {
                    Samples each = Samples.of(figures.of(contender), Measured::millisecondsEach);
                    return Report.row(
                            contender.toString(), perSecond.apply(each.median()), perSecond.apply(each.worst()));
                });
    }

    private static String rows(Function<Contender, String> row) {
        return Arrays.stream(Contender.values()).map(row).collect(Collectors.joining());
    }

    private static String ms(double milliseconds) {
        return String.format(Locale.ROOT, "%,.1f ms", milliseconds);
    }

    private static String times(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }
}
