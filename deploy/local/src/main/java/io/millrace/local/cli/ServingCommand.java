package io.millrace.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.events.ModelName;
import io.millrace.local.ModelView;
import io.millrace.local.ModelView.DecisionView;
import io.millrace.local.ModelView.ServingView;
import io.millrace.local.MonitorClient;
import io.millrace.local.Ports;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "serving",
        description = "Lists what serves now, since when, and what put it there.",
        footerHeading = "%nExamples:%n",
        footer = {"  millrace serving", "  millrace serving churn --output json"})
final class ServingCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Parameters(arity = "0..1", paramLabel = "MODEL", description = "that of one model")
    private Optional<ModelName> model = Optional.empty();

    ServingCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        var monitor = new MonitorClient(Ports.of(context.home().open()));
        ArrayNode serving = JsonNodeFactory.instance.arrayNode();
        ArrayNode models = model.isPresent()
                ? JsonNodeFactory.instance.arrayNode().add(monitor.model(model.get()))
                : monitor.models();
        var table = new Table("MODEL", "VERSION", "RUN", "GENERATION", "SINCE", "PUT THERE BY", "ENDPOINT");
        for (JsonNode node : models) {
            ModelView view = MonitorClient.model(node);
            if (view.serving().isPresent()) {
                serving.addObject().put("model", view.model()).set("serving", node.path("serving"));
                table.row(row(view.model(), view.serving().get()));
            }
        }
        Console console = context.console();
        if (options.isJson()) {
            console.json(serving);
        } else {
            console.print(table.isEmpty() ? "Nothing serves." : table.text());
        }
        return 0;
    }

    private static Object[] row(String model, ServingView serving) {
        return new Object[] {
            model,
            serving.version().orElse("-"),
            serving.run(),
            serving.generation(),
            Moment.text(serving.since()),
            serving.decision().map(ServingCommand::told).orElse("its evaluation"),
            serving.endpoint()
        };
    }

    private static String told(DecisionView decision) {
        return "a rollback" + decision.reason().map(": "::concat).orElse("");
    }
}
