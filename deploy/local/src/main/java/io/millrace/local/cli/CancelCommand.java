package io.millrace.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.events.CommandAccepted;
import io.millrace.events.ModelName;
import io.millrace.events.RunCancel;
import io.millrace.local.MonitorClient;
import io.millrace.local.RunView;
import io.millrace.local.Stack;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "cancel",
        description = "Ends a run, wherever it is, and stops what it started.",
        footerHeading = "%nExamples:%n",
        footer = {"  millrace cancel rq5m2", "  millrace cancel rq5m2 --reason \"wrong data set\" --wait"})
final class CancelCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Mixin
    private RunRequest request = new RunRequest();

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; shown where the run's end is told")
    private Optional<String> reason = Optional.empty();

    @Option(names = "--wait", description = "wait until the run has ended; exit code 0 only when it was cancelled")
    private boolean wait;

    CancelCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        Stack stack = Stack.of(context.home().open(), context.root());
        CommandAccepted accepted =
                request.send(stack, run -> new RunCancel(run.run(), new ModelName(run.model()), reason));
        if (wait) {
            return awaitEnd(stack, accepted);
        }
        CommandRequest.tell(context.console(), options, accepted);
        return 0;
    }

    private int awaitEnd(Stack stack, CommandAccepted accepted) throws InterruptedException {
        Console console = context.console();
        JsonNode end = RunToItsEnd.quietly(stack, accepted);
        RunView view = MonitorClient.view(end);
        if (options.isJson()) {
            console.json(end);
        } else {
            console.print(view.run() + " " + view.status());
        }
        return view.status().equals("cancelled") ? 0 : 1;
    }
}
