package io.millrace.local.cli;

import io.millrace.events.CommandAccepted;
import io.millrace.events.DeploymentRollback;
import io.millrace.events.ModelName;
import io.millrace.events.RunId;
import io.millrace.local.CannotGoOn;
import io.millrace.local.ModelView;
import io.millrace.local.ModelView.ServingView;
import io.millrace.local.ModelView.VersionView;
import io.millrace.local.MonitorClient;
import io.millrace.local.Stack;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rollback",
        description = {
            "Lets an earlier version of a model serve again.",
            "What serves goes on until the earlier version's server is well. A version that is registered after all that"
                    + " served so far takes over as ever."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace rollback churn                     to the version that served before",
            "  millrace rollback churn --to v7 --reason 'v8 answers too slowly' --wait"
        })
final class RollbackCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Mixin
    private CommandRequest request = new CommandRequest();

    @Parameters(arity = "1", paramLabel = "MODEL", description = "the model's name")
    private Optional<ModelName> model = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "VERSION",
            description = "a version, or the id of its run (default: the version that served before)")
    private Optional<String> to = Optional.empty();

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; shown with what serves")
    private Optional<String> reason = Optional.empty();

    @Option(names = "--wait", description = "wait until it serves; exit code 0 only when it does")
    private boolean wait;

    RollbackCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        Stack stack = Stack.of(context.home().open(), context.root());
        stack.requireBroker();
        ModelName name = model.orElseThrow();
        ModelView view = MonitorClient.model(new MonitorClient(stack.ports()).model(name));
        var run = new RunId(to.map(wanted -> find(view, wanted)).orElseGet(() -> before(view)));
        CommandAccepted accepted = request.send(stack, new DeploymentRollback(run, name, reason));
        if (wait) {
            return RunToItsEnd.follow(context.console(), options, stack, accepted.run(), accepted.round());
        }
        CommandRequest.tell(context.console(), options, accepted);
        return 0;
    }

    /** Of several runs of one version the latest that went well, else the latest. */
    private static String find(ModelView view, String wanted) {
        List<VersionView> found = view.versions().stream()
                .filter(version -> version.run().equals(wanted)
                        || version.version().filter(wanted::equals).isPresent())
                .toList();
        return found.stream()
                .filter(version -> version.status().equals("succeeded"))
                .findFirst()
                .or(() -> found.stream().findFirst())
                .map(VersionView::run)
                .orElseThrow(() -> CannotGoOn.because(
                        "no-such-version",
                        "model " + view.model() + " has no version '" + wanted + "'",
                        choices(view)));
    }

    private static String before(ModelView view) {
        ServingView serving = view.serving()
                .orElseThrow(() ->
                        CannotGoOn.because("nothing-serves", "nothing serves model " + view.model(), choices(view)));
        return serving.replaced()
                .orElseThrow(() -> CannotGoOn.because(
                        "nothing-before",
                        serving.name() + " is the first version of model " + view.model() + " that serves",
                        choices(view)));
    }

    private static String choices(ModelView view) {
        String good = view.versions().stream()
                .filter(version -> version.status().equals("succeeded"))
                .filter(version -> view.serving()
                        .filter(serving -> serving.run().equals(version.run()))
                        .isEmpty())
                .map(VersionView::name)
                .distinct()
                .limit(10)
                .collect(Collectors.joining(", "));
        return good.isEmpty() ? "Register a version that can serve." : "Name one with --to: " + good + ".";
    }
}
