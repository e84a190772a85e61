package io.millrace.local.cli;

import io.millrace.local.Stack;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "down",
        description = "Ends the workers, what runs on their behalf, and the broker. What they know is kept.",
        footerHeading = "%nExamples:%n",
        footer = {"  millrace down"})
final class DownCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    DownCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        Console console = context.console();
        Set<String> stopped = Stack.of(context.home().open(), context.root()).down(console::tell);
        if (options.isJson()) {
            console.json(Map.of("stopped", stopped));
        } else {
            console.print(stopped.isEmpty() ? "Nothing was running." : "All is down.");
        }
        return 0;
    }
}
