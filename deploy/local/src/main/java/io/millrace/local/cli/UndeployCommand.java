package io.millrace.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.events.CommandAccepted;
import io.millrace.events.DeploymentRemove;
import io.millrace.events.ModelName;
import io.millrace.events.RunId;
import io.millrace.local.CannotGoOn;
import io.millrace.local.ModelView;
import io.millrace.local.ModelView.ServingView;
import io.millrace.local.MonitorClient;
import io.millrace.local.Stack;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "undeploy",
        description = {
            "Takes a model out of production: nothing answers for it any more.",
            "Its versions stay; a rollback to one of them, or a new registration, brings it back."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  millrace undeploy churn --reason 'the contract ended' --wait"})
final class UndeployCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Mixin
    private CommandRequest request = new CommandRequest();

    @Parameters(arity = "1", paramLabel = "MODEL", description = "the model's name")
    private Optional<ModelName> model = Optional.empty();

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; kept in the log")
    private Optional<String> reason = Optional.empty();

    @Option(names = "--wait", description = "wait until nothing serves; exit code 0 only when that is so")
    private boolean wait;

    UndeployCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        Stack stack = Stack.of(context.home().open(), context.root());
        stack.requireBroker();
        ModelName name = model.orElseThrow();
        ModelView view = MonitorClient.model(new MonitorClient(stack.ports()).model(name));
        ServingView serving = view.serving()
                .orElseThrow(() -> CannotGoOn.because(
                        "nothing-serves", "nothing serves model " + name, "./millrace serving lists what serves."));
        CommandAccepted accepted = request.send(stack, new DeploymentRemove(new RunId(serving.run()), name, reason));
        if (wait) {
            return awaitEnd(stack, accepted);
        }
        CommandRequest.tell(context.console(), options, accepted);
        return 0;
    }

    private int awaitEnd(Stack stack, CommandAccepted accepted) throws InterruptedException {
        Console console = context.console();
        JsonNode end = RunToItsEnd.quietly(stack, accepted);
        boolean removed = MonitorClient.view(end).hasSucceeded();
        if (options.isJson()) {
            console.json(end);
        } else {
            console.print(
                    removed
                            ? "nothing serves " + accepted.model() + " any more"
                            : "another version serves " + accepted.model() + " by now; nothing was changed");
        }
        return removed ? 0 : 1;
    }
}
