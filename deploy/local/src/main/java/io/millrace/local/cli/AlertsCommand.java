package io.millrace.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.millrace.events.ModelName;
import io.millrace.local.MonitorClient;
import io.millrace.local.Ports;
import io.millrace.local.RunView;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "alerts", description = "Lists alerts: what went wrong, and what to do about it.")
final class AlertsCommand implements Callable<Integer> {
    private static final String INDENT = " ".repeat(10);
    private static final int EVIDENCE_LINES = 8;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--model", paramLabel = "MODEL", description = "those of one model")
    private Optional<ModelName> model = Optional.empty();

    @Option(names = "--status", paramLabel = "STATUS", description = "raised or resolved (default: both)")
    private Optional<String> status = Optional.empty();

    AlertsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        var monitor = new MonitorClient(Ports.of(context.home().open()));
        ArrayNode alerts = monitor.alerts(query());
        Console console = context.console();
        if (options.isJson()) {
            console.json(alerts);
        } else if (alerts.isEmpty()) {
            console.print("There are no alerts.");
        } else {
            for (JsonNode alert : alerts) {
                print(console, alert, version(monitor, alert));
            }
        }
        return 0;
    }

    /** An alert does not carry its run's version; a run of long ago may be forgotten. */
    private static Optional<String> version(MonitorClient monitor, JsonNode alert) throws InterruptedException {
        String run = text(alert, "run");
        return run.isEmpty()
                ? Optional.empty()
                : monitor.find(run).map(MonitorClient::view).flatMap(RunView::version);
    }

    private Map<String, String> query() {
        var query = new LinkedHashMap<String, String>();
        model.ifPresent(name -> query.put("model", name.value()));
        status.ifPresent(wanted -> query.put("status", wanted));
        return query;
    }

    private static void print(Console console, JsonNode alert, Optional<String> version) {
        console.print("%-8s  %s  %s"
                .formatted(text(alert, "status"), subject(alert), text(alert, "summary"))
                .stripTrailing());
        console.print(INDENT + text(alert, "remedy"));
        String run = text(alert, "run");
        console.print(INDENT
                + TIME.format(Instant.parse(text(alert, "raisedAt")))
                + (run.isEmpty() ? "" : "  run " + run)
                + version.map(name -> "  version " + name).orElse(""));
        List<String> evidence = text(alert, "evidence").lines().toList();
        evidence.subList(Math.max(0, evidence.size() - EVIDENCE_LINES), evidence.size())
                .forEach(line -> console.print(INDENT + "| " + line));
    }

    /** What it is about: a model, or the pipeline itself. */
    private static String subject(JsonNode alert) {
        String model = text(alert, "model");
        return model.isEmpty() ? "(" + text(alert, "stage") + ")" : model;
    }

    /** Empty when it is null or missing. */
    private static String text(JsonNode alert, String field) {
        JsonNode value = alert.path(field);
        return value.isTextual() ? value.textValue() : "";
    }
}
