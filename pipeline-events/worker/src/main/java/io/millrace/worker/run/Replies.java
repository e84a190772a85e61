package io.millrace.worker.run;

import io.millrace.events.Command;
import io.millrace.events.CommandAccepted;
import io.millrace.events.CommandRejected;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import io.millrace.events.PipelineEvent;
import io.millrace.events.Stage;
import java.net.URI;
import java.time.Instant;

/** What a stage says to commands, and remembers of them. */
final class Replies {
    private final Stage stage;
    private final URI source;

    Replies(Stage stage, URI source) {
        this.stage = stage;
        this.source = source;
    }

    static Step remember(Lane lane, Orders orders) {
        return Step.ordered(orders.isEmpty() ? lane.without(orders.run()) : lane.with(orders), orders);
    }

    Step accept(Lane lane, Envelope command, int round, String message, Instant now) {
        var asked = (Command) command.event();
        var accepted = new CommandAccepted(command.id(), asked.run(), asked.model(), round, stage, message);
        return reply(lane, command, accepted, now);
    }

    Step reject(Lane lane, Envelope command, String reason, Instant now) {
        var asked = (Command) command.event();
        Orders before = lane.ordersFor(asked.run());
        // Read again, it must not be told otherwise, whatever has become of the run. Written again then, because the
        // answer must not overtake the first write.
        Step remembered = remember(lane, before.withRefusal(command.id(), reason, now));
        return remembered.then(refuse(remembered.lane(), command, reason, now));
    }

    /** Without remembering it. */
    Step refuse(Lane lane, Envelope command, String reason, Instant now) {
        var asked = (Command) command.event();
        return reply(lane, command, new CommandRejected(command.id(), asked.run(), asked.model(), stage, reason), now);
    }

    private Step reply(Lane lane, Envelope command, PipelineEvent event, Instant now) {
        return Step.doing(lane, new Action.Reply(command.causes(EventIds.answer(command.id()), source, now, 0, event)));
    }
}
