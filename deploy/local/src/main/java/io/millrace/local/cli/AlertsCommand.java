package io.millrace.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.millrace.events.ModelName;
import io.millrace.local.MonitorClient;
import io.millrace.local.Ports;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "alerts", description = "Lists alerts: what went wrong, and what to do about it.")
final class AlertsCommand implements Callable<Integer> {
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
        ArrayNode alerts = new MonitorClient(Ports.of(context.home().open())).alerts(query());
        Console console = context.console();
        if (options.isJson()) {
            console.json(alerts);
        } else if (alerts.isEmpty()) {
            console.print("There are no alerts.");
        } else {
            alerts.forEach(alert -> print(console, alert));
        }
        return 0;
    }

    private Map<String, String> query() {
        var query = new LinkedHashMap<String, String>();
        model.ifPresent(name -> query.put("model", name.value()));
        status.ifPresent(wanted -> query.put("status", wanted));
        return query;
    }

    private static void print(Console console, JsonNode alert) {
        console.print("%-8s  %s  %s"
                .formatted(text(alert, "status"), text(alert, "model"), text(alert, "summary"))
                .stripTrailing());
        console.print("          " + text(alert, "remedy"));
    }

    private static String text(JsonNode alert, String field) {
        return alert.path(field).asText("");
    }
}
