package io.millrace.local.cli;

import io.millrace.events.CommandAccepted;
import io.millrace.events.ModelName;
import io.millrace.events.RunRetry;
import io.millrace.events.Stage;
import io.millrace.local.CannotGoOn;
import io.millrace.local.Stack;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "retry",
        description = "Tries a run again, as its next round.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace retry rq5m2                 from the stage that it ended in",
            "  millrace retry rq5m2 --from train --wait"
        })
final class RetryCommand implements Callable<Integer> {
    private static final List<Stage> STAGES = List.of(Stage.BUILD, Stage.TRAIN, Stage.EVALUATE, Stage.DEPLOY);

    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Mixin
    private RunRequest request = new RunRequest();

    @Option(
            names = "--from",
            paramLabel = "STAGE",
            description = "build, train, evaluate or deploy (default: the stage that it is at, or ended in)")
    private Optional<String> from = Optional.empty();

    @Option(names = "--wait", description = "follow the run to its end; exit code 0 only when it succeeded")
    private boolean wait;

    RetryCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        from.ifPresent(RetryCommand::stage);
        Stack stack = Stack.of(context.home().open(), context.root());
        CommandAccepted accepted = request.send(
                stack, run -> new RunRetry(run.run(), new ModelName(run.model()), stage(from.orElse(run.stage()))));
        if (wait) {
            return RunToItsEnd.follow(context.console(), options, stack, accepted.run(), accepted.round());
        }
        CommandRequest.tell(context.console(), options, accepted);
        return 0;
    }

    private static Stage stage(String name) {
        return STAGES.stream()
                .filter(stage -> stage.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> CannotGoOn.because(
                        "no-such-stage",
                        "a run cannot be retried from '" + name + "'",
                        "Give one of build, train, evaluate, deploy with --from."));
    }
}
