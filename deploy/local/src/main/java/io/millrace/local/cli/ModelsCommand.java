package io.millrace.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.millrace.local.ModelView;
import io.millrace.local.ModelView.ServingView;
import io.millrace.local.MonitorClient;
import io.millrace.local.Ports;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "models",
        description = "Lists the models, each with what serves and how its newest version is.",
        footerHeading = "%nExamples:%n",
        footer = {"  millrace models", "  millrace models --output json"})
final class ModelsCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    ModelsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        ArrayNode models = new MonitorClient(Ports.of(context.home().open())).models();
        Console console = context.console();
        if (options.isJson()) {
            console.json(models);
        } else {
            console.print(
                    models.isEmpty() ? "There are no models." : table(models).text());
        }
        return 0;
    }

    private static Table table(ArrayNode models) {
        var table = new Table("MODEL", "SERVES", "SINCE", "NEWEST", "ITS STATUS", "RUNS", "OPEN ALERTS");
        for (JsonNode node : models) {
            ModelView model = MonitorClient.model(node);
            var newest = model.versions().stream().findFirst();
            table.row(
                    model.model(),
                    model.serving().map(ServingView::name).orElse("-"),
                    model.serving().map(serving -> Moment.text(serving.since())).orElse("-"),
                    newest.map(ModelView.VersionView::name).orElse("-"),
                    newest.map(ModelView.VersionView::status).orElse("-"),
                    model.runs(),
                    model.openAlerts());
        }
        return table;
    }
}
