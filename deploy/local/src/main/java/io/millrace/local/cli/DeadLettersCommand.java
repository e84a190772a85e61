package io.millrace.local.cli;

import io.millrace.events.Stage;
import io.millrace.events.Topic;
import io.millrace.letters.LetterId;
import io.millrace.letters.Letters;
import io.millrace.local.Stack;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "dead-letters",
        description = "Records that a worker could not read: lists them, shows them, publishes them again.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace dead-letters list --since 2h",
            "  millrace dead-letters show builder/3/17",
            "  millrace dead-letters replay builder/3/17",
            "  millrace dead-letters replay --topic millrace.model-registered --since 2h --dry-run"
        })
final class DeadLettersCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    private DeadLettersCommand() {}

    static CommandLine with(Context context, Keyboard keyboard) {
        return new CommandLine(new DeadLettersCommand())
                .addSubcommand(new LettersListCommand(context))
                .addSubcommand(new LettersShowCommand(context))
                .addSubcommand(new LettersReplayCommand(context, keyboard))
                .registerConverter(LetterId.class, Millrace.<LetterId>reading(LetterId::of))
                .registerConverter(Stage.class, Millrace.<Stage>reading(LetterId::workerNamed));
    }

    /** Those of the local stack, of which its broker is needed and nothing else. */
    static Letters letters(Context context) {
        Stack stack = Stack.of(context.home().open(), context.root());
        stack.requireBroker();
        return new Letters(Map.of("bootstrap.servers", stack.ports().bootstrapServers()), Topic.DEFAULT_PREFIX);
    }
}
