package io.millrace.local.cli;

import io.millrace.local.ProcessStatus;
import io.millrace.local.Stack;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        description = "Shows every process of the stack: its id, port, health and memory.",
        footerHeading = "%nExamples:%n",
        footer = {"  millrace status", "  millrace status --output json | jq \".[].health\""})
final class StatusCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private CommonOptions options = new CommonOptions();

    StatusCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        print(context.console(), Stack.of(context.home().open(), context.root()), options);
        return 0;
    }

    static void print(Console console, Stack stack, CommonOptions options) {
        var processes = stack.status();
        if (options.isJson()) {
            console.json(processes);
            return;
        }
        var table = new Table("NAME", "PID", "PORT", "HEALTH", "MEMORY");
        for (ProcessStatus process : processes) {
            table.row(
                    process.name(),
                    text(process.pid(), ""),
                    process.port(),
                    process.health().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    text(process.residentMiB(), " MiB"));
        }
        console.print(table.text());
    }

    private static String text(OptionalLong number, String unit) {
        return number.isPresent() ? number.getAsLong() + unit : "-";
    }
}
