package io.millrace.local.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.events.Metrics;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.RunId;
import io.millrace.events.Source;
import io.millrace.local.CannotGoOn;
import io.millrace.local.Home;
import io.millrace.local.MonitorClient;
import io.millrace.local.Registration;
import io.millrace.local.RunFollower;
import io.millrace.local.RunView;
import io.millrace.local.Stack;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = {
            "Takes a sample model from its Git repository to an endpoint that answers.",
            "Brings up what is not up, shows the stages as they go, asks for a prediction, and stays until Ctrl-C."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  millrace demo --exit", "  millrace demo --sample broken/gate-missed    how a failure looks"})
final class DemoCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(names = "--exit", description = "end after the prediction, and end all that this demo started")
    private boolean exit;

    @Option(
            names = "--sample",
            paramLabel = "NAME",
            defaultValue = "digits",
            description = "a folder of deploy/samples (default: ${DEFAULT-VALUE})")
    private String sample = "digits";

    @Option(names = "--base-port", paramLabel = "PORT", description = "as for ./millrace up")
    private Optional<Integer> basePort = Optional.empty();

    DemoCommand(Context context) {
        this.context = context;
    }

    /**
     * The document for {@code --output json}.
     *
     * @param prediction what the model answered; null for a sample without a question
     * @param seconds    from the start of the command to the prediction
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @JsonPropertyOrder({"run", "model", "version", "image", "metrics", "endpoint", "prediction", "seconds"})
    record Result(
            RunId run,
            String model,
            Optional<String> version,
            Optional<String> image,
            Optional<Metrics> metrics,
            Optional<URI> endpoint,
            Optional<JsonNode> prediction,
            double seconds) {}

    @Override
    @SuppressWarnings("try") // its closing is what it is for
    public Integer call() throws InterruptedException {
        long start = System.nanoTime();
        Home home = context.home().open();
        Stack stack = Stack.of(home, context.root(), basePort, Optional.empty());
        Path files = sampleFolder();
        Set<String> started = new LinkedHashSet<>();
        try (var ctrlC = new CtrlC()) {
            try {
                started.addAll(stack.up(context.console()::tell));
                context.console().tell("dashboard", stack.dashboard().toString());
                run(stack, home, files, start);
                if (!exit) {
                    context.console().tell("demo", "Ctrl-C ends it");
                    stack.watch(context.console()::tell);
                }
            } finally {
                TidyUp.surely(() -> stack.undo(started, context.console()::tell));
            }
        }
        return 0;
    }

    private void run(Stack stack, Home home, Path files, long start) throws InterruptedException {
        Console console = context.console();
        Path repository = home.demo(files.getFileName().toString());
        SampleRepository.of(files, repository);
        var model = new ModelName(files.getFileName().toString());
        var source = new Source.Git(GitSource.fileUrl(repository), Optional.empty(), Optional.empty());
        RunId run = Registration.publish(stack, new ModelRegistered(model, Optional.empty(), source, Optional.empty()));
        console.tell("run", run + " of " + model + " from " + repository);

        var follower = new RunFollower(new MonitorClient(stack.ports()), stack);
        RunView view = MonitorClient.view(follower.follow(run, new RunDisplay(console)::show));
        if (!view.hasSucceeded()) {
            throw new CannotGoOn(follower.failureOf(view));
        }
        Path question = files.resolve("request.json");
        Optional<Prediction> prediction = view.endpoint().isPresent() && Files.exists(question)
                ? Optional.of(Prediction.ask(view.endpoint().get(), model.value(), question))
                : Optional.empty();
        show(view, prediction, (System.nanoTime() - start) / 1e9);
    }

    private void show(RunView run, Optional<Prediction> prediction, double seconds) {
        Console console = context.console();
        if (options.isJson()) {
            console.json(new Result(
                    run.run(),
                    run.model(),
                    run.version(),
                    run.image(),
                    run.metrics(),
                    run.endpoint(),
                    prediction.map(Prediction::answer),
                    Math.round(seconds * 1000) / 1e3));
            return;
        }
        prediction.ifPresent(answered -> {
            console.print("\n" + answered.picture());
            console.print("  is, says the model: " + answered.answer() + "\n");
        });
        console.print("  model     " + run.model() + "/" + run.version().orElse("?"));
        run.endpoint().ifPresent(endpoint -> console.print("  endpoint  " + endpoint));
        prediction.ifPresent(answered -> console.print("  asked at  " + answered.url()));
        console.print("  took      %.1f s, from the command to the answer".formatted(seconds));
    }

    private Path sampleFolder() {
        Path samples = context.root().resolve("deploy/samples");
        Path folder = samples.resolve(sample).normalize();
        if (!folder.startsWith(samples) || !Files.isRegularFile(folder.resolve("millrace.yaml"))) {
            throw CannotGoOn.because(
                    "sample",
                    "there is no sample '" + sample + "' in " + samples,
                    "Take digits, or one of its broken ones.");
        }
        return folder;
    }
}
