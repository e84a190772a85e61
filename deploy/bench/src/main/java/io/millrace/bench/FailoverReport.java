package io.millrace.bench;

import io.millrace.bench.Failover.Takeover;
import io.millrace.events.Stage;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A section of the benchmarks: how soon a killed replica's models make progress again. */
final class FailoverReport {
    private static final double MUST = 5000;

    private FailoverReport() {}

    static String of(Machine machine, boolean quick, List<Takeover> takeovers) {
        return """
                Written by `deploy/bench/run failover`. %s

                %s
                Two replicas of each worker but the monitor. The one that has the model's partition is killed by \
                SIGKILL, and the model is registered at that moment; until the other one says that it is at work on \
                it, nobody has the partition. The run must then be deployed, or there is no report. The model's commands \
                take some milliseconds; what the stages before the killed one take with them is part of the figure. Both \
                replicas are back before the next kill. A silent replica loses its partitions after 2.5 s (`millrace.session-timeout`).

                %s
                """
                .formatted(machine.warning(quick), machine.table(), table(takeovers));
    }

    private static String table(List<Takeover> takeovers) {
        return Report.row("killed", "kills", "at work again, median", "worst", "must", "met")
                + Report.row("---", "---:", "---:", "---:", "---:", "---")
                + WatchedRun.STAGES.stream()
                        .map(stage -> row(stage.worker(), of(stage, takeovers)))
                        .collect(Collectors.joining())
                + row("any of them", takeovers);
    }

    private static List<Takeover> of(Stage stage, List<Takeover> takeovers) {
        return takeovers.stream().filter(takeover -> takeover.stage() == stage).toList();
    }

    private static String row(String killed, List<Takeover> takeovers) {
        if (takeovers.isEmpty()) {
            return "";
        }
        Samples millis = Samples.of(takeovers, Takeover::millis);
        return Report.row(
                killed,
                Integer.toString(millis.count()),
                seconds(millis.median()),
                seconds(millis.worst()),
                seconds(MUST),
                millis.worst() <= MUST ? "yes" : "**no**");
    }

    private static String seconds(double millis) {
        return String.format(Locale.ROOT, "%.2f s", millis / 1000);
    }
}
