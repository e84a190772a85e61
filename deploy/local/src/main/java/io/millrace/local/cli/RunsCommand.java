package io.millrace.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.millrace.local.MonitorClient;
import io.millrace.local.Ports;
import io.millrace.local.RunView;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "runs", description = "Lists runs, the latest first.")
final class RunsCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Parameters(arity = "0..1", paramLabel = "RUN", defaultValue = "", description = "the start of a run's id")
    private String prefix = "";

    @Option(names = "--model", paramLabel = "MODEL", description = "those of one model")
    private Optional<String> model = Optional.empty();

    RunsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        ArrayNode runs =
                new MonitorClient(Ports.of(context.home().open())).runs().deepCopy();
        runs.removeIf(run -> !isAskedFor(run));
        Console console = context.console();
        if (options.isJson()) {
            console.json(runs);
        } else {
            console.print(runs.isEmpty() ? "There are no runs." : table(runs).text());
        }
        return 0;
    }

    private boolean isAskedFor(JsonNode run) {
        boolean ofModel =
                model.filter(name -> !name.equals(run.path("model").asText())).isEmpty();
        return ofModel && run.path("run").asText().startsWith(prefix);
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
                    run.stage().orElse("-"),
                    run.startedAt().map(TIME::format).orElse("-"),
                    took(run),
                    remark(run));
        }
        return table;
    }

    private static String took(RunView run) {
        if (run.startedAt().isEmpty() || run.endedAt().isEmpty()) {
            return "-";
        }
        Instant start = run.startedAt().get();
        return "%.1f s".formatted(Duration.between(start, run.endedAt().get()).toMillis() / 1e3);
    }

    private static String remark(RunView run) {
        return run.alerts().stream()
                .findFirst()
                .map(RunView.AlertView::summary)
                .or(() -> run.endpoint().map(Object::toString))
                .orElse("");
    }
}
