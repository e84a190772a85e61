package io.millrace.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.millrace.events.ModelName;
import io.millrace.local.CannotGoOn;
import io.millrace.local.MonitorClient;
import io.millrace.local.Ports;
import io.millrace.local.Stack;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "alerts",
        description = "Lists alerts: what went wrong, and what to do about it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace alerts --status raised       what needs somebody now",
            "  millrace alerts --follow -o json | jq .summary"
        })
final class AlertsCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--model", paramLabel = "MODEL", description = "those of one model")
    private Optional<ModelName> model = Optional.empty();

    @Option(names = "--status", paramLabel = "STATUS", description = "raised or resolved (default: both)")
    private Optional<String> status = Optional.empty();

    @Option(
            names = {"-f", "--follow"},
            description = "go on, and tell each as it is raised and resolved; with json one document a line")
    private boolean follow;

    AlertsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        var monitor = new MonitorClient(Ports.of(context.home().open()));
        if (follow) {
            follow(monitor);
            return 0;
        }
        ArrayNode alerts = monitor.alerts(query());
        Console console = context.console();
        if (options.isJson()) {
            console.json(alerts);
        } else if (alerts.isEmpty()) {
            console.print("There are no alerts.");
        } else {
            for (JsonNode alert : alerts) {
                AlertText.print(console, alert, monitor);
            }
        }
        return 0;
    }

    /** Ends when nothing of the stack runs any more; a monitor that is started again is waited for. */
    private void follow(MonitorClient monitor) throws InterruptedException {
        Stack stack = Stack.of(context.home().open(), context.root());
        Map<String, String> told = new HashMap<>();
        boolean isAway = false;
        while (true) {
            try {
                tellNews(monitor, told);
                isAway = false;
            } catch (CannotGoOn e) {
                if (!stack.isUp()) {
                    throw e;
                }
                if (!isAway) {
                    context.console().complain(e.failure());
                }
                isAway = true;
            }
            Thread.sleep(PAUSE);
        }
    }

    /** Each alert when it is raised and again when it is resolved, the oldest first. */
    private void tellNews(MonitorClient monitor, Map<String, String> told) throws InterruptedException {
        List<JsonNode> latestFirst = monitor.alerts(query()).valueStream().toList();
        for (JsonNode alert : latestFirst.reversed()) {
            String status = alert.path("status").asText();
            if (!status.equals(told.put(alert.path("id").asText(), status))) {
                if (options.isJson()) {
                    context.console().jsonLine(alert);
                } else {
                    AlertText.print(context.console(), alert, monitor);
                }
            }
        }
    }

    private Map<String, String> query() {
        var query = new LinkedHashMap<String, String>();
        model.ifPresent(name -> query.put("model", name.value()));
        status.ifPresent(wanted -> query.put("status", wanted));
        return query;
    }
}
