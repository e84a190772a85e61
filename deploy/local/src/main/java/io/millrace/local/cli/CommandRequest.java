package io.millrace.local.cli;

import io.millrace.events.Command;
import io.millrace.events.CommandAccepted;
import io.millrace.events.CommandAnswer;
import io.millrace.events.CommandRejected;
import io.millrace.local.CannotGoOn;
import io.millrace.local.Commands;
import io.millrace.local.Stack;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What all that asks the workers for something has in common: how long to wait for the answer. */
final class CommandRequest {
    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "how long to wait for the answer (default: ${DEFAULT-VALUE})")
    private int timeout = 30;

    /** The document for {@code --output json} when it was accepted. */
    record Accepted(CommandAccepted accepted) {}

    /**
     * Asks, and tells that it was accepted.
     *
     * @throws CannotGoOn when it was not
     */
    CommandAccepted send(Stack stack, Command command) throws InterruptedException {
        CommandAnswer answer = Commands.ask(
                stack, System.getProperty("user.name", "unknown"), command, Duration.ofSeconds(Math.max(1, timeout)));
        return switch (answer) {
            case CommandAccepted accepted -> accepted;
            case CommandRejected rejected ->
                throw CannotGoOn.because(
                        "command-rejected",
                        "the " + rejected.stage().worker() + " refused: " + rejected.reason(),
                        "./millrace runs " + rejected.run() + " shows how the run is.");
        };
    }

    static void tell(Console console, CommonOptions options, CommandAccepted accepted) {
        if (options.isJson()) {
            console.json(new Accepted(accepted));
        } else {
            console.print(accepted.run() + " " + accepted.message());
        }
    }
}
