package io.millrace.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.events.ModelName;
import io.millrace.local.MonitorClient;
import io.millrace.local.Ports;
import io.millrace.local.RunView;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "runs",
        description = "Lists runs, the latest first.",
        footerHeading = "%nExamples:%n",
        footer = {"  millrace runs --model churn --status failed", "  millrace runs rq5m2 --output json"})
final class RunsCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "the start of a run's id: that one alone")
    private Optional<String> prefix = Optional.empty();

    @Option(names = "--model", paramLabel = "MODEL", description = "those of one model")
    private Optional<ModelName> model = Optional.empty();

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "running, waiting, succeeded, failed, rejected or cancelled")
    private Optional<String> status = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "NUMBER",
            defaultValue = "100",
            description = "how many at most, 1 to 10000 (default: ${DEFAULT-VALUE})")
    private int limit = 100;

    RunsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        var monitor = new MonitorClient(Ports.of(context.home().open()));
        ArrayNode runs = prefix.isPresent()
                ? JsonNodeFactory.instance.arrayNode().add(monitor.run(prefix.get()))
                : monitor.runs(query());
        Console console = context.console();
        if (options.isJson()) {
            console.json(runs);
        } else {
            console.print(runs.isEmpty() ? "There are no runs." : table(runs).text());
        }
        return 0;
    }

    private Map<String, String> query() {
        var query = new LinkedHashMap<String, String>();
        model.ifPresent(name -> query.put("model", name.value()));
        status.ifPresent(wanted -> query.put("status", wanted));
        query.put("limit", Integer.toString(limit));
        return query;
    }

    private static Table table(ArrayNode runs) {
        var table = new Table("RUN", "MODEL", "VERSION", "STATUS", "STAGE", "STARTED", "TOOK", "");
        for (JsonNode node : runs) {
            RunView run = MonitorClient.view(node);
            table.row(
                    run.run(),
                    run.model(),
                    run.version().orElse("-"),
                    run.status(),
                    run.stage(),
                    TIME.format(run.startedAt()),
                    took(run),
                    remark(run));
        }
        return table;
    }

    private static String took(RunView run) {
        if (run.endedAt().isEmpty()) {
            return "-";
        }
        return "%.1f s"
                .formatted(
                        Duration.between(run.startedAt(), run.endedAt().get()).toMillis() / 1e3);
    }

    private static String remark(RunView run) {
        return run.alerts().stream()
                .findFirst()
                .map(RunView.AlertView::summary)
                .or(() -> run.endpoint().map(Object::toString))
                .orElse("");
    }
}
