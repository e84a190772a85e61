package io.millrace.local.cli;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.millrace.events.EventCodec;
import io.millrace.events.EventType;
import io.millrace.events.ModelName;
import io.millrace.events.Topic;
import io.millrace.local.CannotGoOn;
import io.millrace.local.Stack;
import io.millrace.local.lineage.Lineage;
import io.millrace.local.lineage.ModelLog;
import io.millrace.local.lineage.Recorded;
import io.millrace.local.lineage.Story;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "lineage",
        description = {
            "Tells where a version came from and what became of it, read from the log itself:",
            "source, commit, image, artifact, data, gates, deployments, alerts, commands, and what took its place."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  millrace lineage churn v7", "  millrace lineage churn v7 --output json | jq '.events[].place'"})
final class LineageCommand implements Callable<Integer> {
    private static final EventCodec CODEC = new EventCodec(Topic.DEFAULT_PREFIX);

    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Parameters(index = "0", arity = "1", paramLabel = "MODEL", description = "the model's name")
    private Optional<ModelName> model = Optional.empty();

    @Parameters(index = "1", arity = "1", paramLabel = "VERSION", description = "a version, or the id of its run")
    private String version = "";

    /** The document for {@code --output json}. */
    record Document(ModelName model, Optional<String> version, String run, List<Line> events, List<Line> after) {}

    /** @param event as CloudEvent in structured form */
    record Line(Instant time, String place, String told, @JsonRawValue String event) {}

    LineageCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        Stack stack = Stack.of(context.home().open(), context.root());
        stack.requireBroker();
        ModelName name = model.orElseThrow();
        Lineage lineage = Lineage.find(ModelLog.read(stack.ports().bootstrapServers(), name), version)
                .orElseThrow(() -> CannotGoOn.because(
                        "no-such-version",
                        "the log knows no version '" + version + "' of model " + name,
                        "./millrace runs --model " + name + " lists its versions."));
        Console console = context.console();
        if (options.isJson()) {
            console.json(new Document(
                    name,
                    lineage.version(),
                    lineage.run().value(),
                    lineage.events().stream().map(LineageCommand::line).toList(),
                    lineage.after().stream().map(LineageCommand::line).toList()));
        } else {
            console.print(text(name, lineage));
        }
        return 0;
    }

    private static Line line(Recorded recorded) {
        return new Line(
                recorded.envelope().time(),
                recorded.place(),
                Story.of(recorded.event()),
                CODEC.toJson(recorded.envelope()));
    }

    private static String text(ModelName model, Lineage lineage) {
        var table = new Table("TIME", "EVENT", "SAYS", "LIES AT");
        lineage.events().forEach(recorded -> row(table, recorded, ""));
        lineage.after().forEach(recorded -> row(table, recorded, "in its place "));
        return model + " " + lineage.version().orElse("-") + ", run " + lineage.run() + "\n" + table.text();
    }

    private static void row(Table table, Recorded recorded, String before) {
        table.row(
                Moment.text(recorded.envelope().time()),
                EventType.of(recorded.event()).wireName().replace(EventType.NAMESPACE, ""),
                before + Story.of(recorded.event()),
                recorded.place());
    }
}
