package io.millrace.local.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.events.Json;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.RunId;
import io.millrace.events.Source;
import io.millrace.events.Version;
import io.millrace.local.CannotGoOn;
import io.millrace.local.Registration;
import io.millrace.local.Stack;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "register",
        description = "Registers a version of a model, which starts a run, and prints the run's id.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace register --model churn --git ~/models/churn --wait",
            "  millrace register --model churn --git https://git.example.com/models.git --path churn --revision v7",
            "  millrace register --model churn --git ~/models/churn --parameter epochs=50"
        })
final class RegisterCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "its name")
    private Optional<ModelName> model = Optional.empty();

    @Option(
            names = "--git",
            required = true,
            paramLabel = "URL",
            description = "its repository: a URL, or a path on this machine")
    private String git = "";

    @Option(
            names = "--revision",
            paramLabel = "REVISION",
            description = "branch, tag or full commit id (default: the repository's default branch)")
    private Optional<String> revision = Optional.empty();

    @Option(
            names = "--path",
            paramLabel = "FOLDER",
            description = "where in the repository the model is (default: its root)")
    private Optional<String> path = Optional.empty();

    @Option(names = "--version", paramLabel = "VERSION", description = "its name (default: the commit's short id)")
    private Optional<Version> version = Optional.empty();

    @Option(
            names = "--parameter",
            paramLabel = "NAME=VALUE",
            description = "overrides one of the training's parameters; may be repeated")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--wait", description = "follow the run to its end; exit code 0 only when it succeeded")
    private boolean wait;

    RegisterCommand(Context context) {
        this.context = context;
    }

    /** The document for {@code --output json} without {@code --wait}; with it, it is the run. */
    record Registered(RunId run, ModelName model) {}

    @Override
    public Integer call() throws InterruptedException {
        Stack stack = Stack.of(context.home().open(), context.root());
        ModelName name = model.orElseThrow();
        var source = new Source.Git(GitSource.url(git), revision, path);
        RunId run = Registration.publish(stack, new ModelRegistered(name, version, source, parsedParameters()));
        Console console = context.console();
        if (wait) {
            return RunToItsEnd.follow(console, options, stack, run, 0);
        }
        if (options.isJson()) {
            console.json(new Registered(run, name));
        } else {
            console.print(run.value());
        }
        return 0;
    }

    private Optional<Map<String, Object>> parsedParameters() {
        if (parameters.isEmpty()) {
            return Optional.empty();
        }
        var values = new LinkedHashMap<String, Object>();
        parameters.forEach((name, text) -> values.put(name, scalar(name, text)));
        return Optional.of(values);
    }

    /** Numbers and truth values as such, everything else as text. */
    private static Object scalar(String name, String text) {
        if (name.isBlank()) {
            throw CannotGoOn.because("parameter", "--parameter =" + text + " has no name", "Write NAME=VALUE.");
        }
        if (!text.matches("true|false|-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) {
            return text;
        }
        try {
            return Json.MAPPER.readValue(text, Object.class);
        } catch (JsonProcessingException e) {
            return text;
        }
    }
}
