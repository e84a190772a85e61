package io.millrace.local.cli;

import io.millrace.local.Home;
import io.millrace.local.Stack;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = {
            "Starts the broker and the five workers; of a stack that is partly up, what is missing.",
            "Stays until Ctrl-C, which ends them all; with --detach it returns once they are ready."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace up                            until Ctrl-C",
            "  millrace up --detach --replicas 2",
            "  MILLRACE_HOME=/tmp/other millrace up --detach --base-port 9600"
        })
final class UpCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    @Option(
            names = {"-d", "--detach"},
            description = "return once all are ready; ./millrace down ends them")
    private boolean detach;

    @Option(
            names = "--base-port",
            paramLabel = "PORT",
            description = "the first of the ports to use, at most 9700, because models get those from 10000 on "
                    + "(default: 8800, or what was given the last time)")
    private Optional<Integer> basePort = Optional.empty();

    @Option(
            names = "--replicas",
            paramLabel = "N",
            description = "how many of each worker, the monitor excepted (default: 1, or what was given the last time)")
    private Optional<Integer> replicas = Optional.empty();

    UpCommand(Context context) {
        this.context = context;
    }

    @Override
    @SuppressWarnings("try") // its closing is what it is for
    public Integer call() throws InterruptedException {
        Home home = context.home().open();
        Stack stack = Stack.of(home, context.root(), basePort, replicas);
        Console console = context.console();
        try (var ctrlC = new CtrlC()) {
            stack.up(console::tell);
            console.tell("dashboard", stack.dashboard().toString());
            StatusCommand.print(console, stack, options);
            if (!detach) {
                stay(stack, console);
            }
            return 0;
        }
    }

    private static void stay(Stack stack, Console console) throws InterruptedException {
        console.tell("stack", "is up; Ctrl-C ends it");
        try {
            stack.watch(console::tell);
        } finally {
            TidyUp.surely(() -> stack.down(console::tell));
        }
    }
}
