package io.millrace.local.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        description = "Prints a script with which bash or zsh completes commands and options.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(./millrace completion)                      for this shell",
            "  ./millrace completion > ~/.local/share/bash-completion/completions/millrace"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Context context;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    CompletionCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        context.console().print(AutoComplete.bash("millrace", spec.root().commandLine()));
        return 0;
    }
}
