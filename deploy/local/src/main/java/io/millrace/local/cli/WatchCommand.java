package io.millrace.local.cli;

import io.millrace.local.MonitorClient;
import io.millrace.local.RunView;
import io.millrace.local.Stack;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "watch",
        description = "Shows a run as it goes on, to its end; exit code 0 only when it succeeds.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace watch r5k2                   its stages, with what they report, drawn anew as they go on",
            "  millrace watch r5k2 | tee run.log     a line for each thing that happens"
        })
final class WatchCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Parameters(paramLabel = "RUN", description = "the start of the run's id, as long as it needs to be")
    private String prefix = "";

    WatchCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        Stack stack = Stack.of(context.home().open(), context.root());
        RunView run = MonitorClient.view(new MonitorClient(stack.ports()).run(prefix));
        return RunToItsEnd.follow(context.console(), options, stack, run.run(), run.round());
    }
}
