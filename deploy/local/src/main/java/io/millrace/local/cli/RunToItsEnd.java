package io.millrace.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.events.CommandAccepted;
import io.millrace.events.RunId;
import io.millrace.local.MonitorClient;
import io.millrace.local.RunFollower;
import io.millrace.local.RunView;
import io.millrace.local.Stack;

/** What {@code --wait} does: shows a run as it goes on, and at last how it ended. */
final class RunToItsEnd {
    private RunToItsEnd() {}

    /**
     * Returns 0 when it succeeded, 1 when it did not.
     *
     * @param round how earlier rounds ended does not count
     */
    static int follow(Console console, CommonOptions options, Stack stack, RunId run, int round)
            throws InterruptedException {
        console.tell("run", run.value());
        var display = new RunDisplay(console);
        var follower = new RunFollower(new MonitorClient(stack.ports()), stack);
        JsonNode end = follower.follow(run, round, display::show);
        RunView view = MonitorClient.view(end);
        if (!view.hasSucceeded()) {
            console.complain(follower.failureOf(view));
        }
        if (options.isJson()) {
            console.json(end);
        } else {
            console.print(run + " " + view.status()
                    + view.endpoint().map(endpoint -> " " + endpoint).orElse(""));
        }
        return view.hasSucceeded() ? 0 : 1;
    }

    /** The same, of the round that a command led to, without showing anything on the way. */
    static JsonNode quietly(Stack stack, CommandAccepted accepted) throws InterruptedException {
        var follower = new RunFollower(new MonitorClient(stack.ports()), stack);
        return follower.follow(accepted.run(), accepted.round(), (run, metrics) -> {});
    }
}
