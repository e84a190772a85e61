package io.millrace.local.cli;

import io.millrace.events.Command;
import io.millrace.events.CommandAccepted;
import io.millrace.local.MonitorClient;
import io.millrace.local.RunView;
import io.millrace.local.Stack;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What cancel and retry have in common: which run it is about. */
final class RunRequest {
    @Parameters(arity = "1", paramLabel = "RUN", description = "the start of the run's id, as long as it needs to be")
    private String prefix = "";

    @Mixin
    private CommandRequest request = new CommandRequest();

    /**
     * Asks, and tells that it was accepted.
     *
     * @throws io.millrace.local.CannotGoOn when it was not
     */
    CommandAccepted send(Stack stack, Function<RunView, Command> command) throws InterruptedException {
        stack.requireBroker();
        return request.send(stack, command.apply(MonitorClient.view(new MonitorClient(stack.ports()).run(prefix))));
    }
}
