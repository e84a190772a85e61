package io.millrace.worker.run;

import io.millrace.events.Envelope;
import io.millrace.events.ModelName;
import io.millrace.events.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What people asked for about a run. Every stage remembers all of it, whether it has the run or not: that is what makes
 * a cancel a fence and not a message, and gives a round the same number everywhere.
 *
 * @param retries ids of the commands that asked for another round, in the order of the log; the n-th asks for round n
 * @param floor   rounds below it are over, because a later one was begun
 * @param at      of the last change, on this worker's clock
 */
public record Orders(RunId run, ModelName model, List<String> retries, Optional<Cancel> cancel, int floor, Instant at) {

    /**
     * @param upTo     the last round that existed when it was asked for; later ones are not meant
     * @param answerBy when to say that there is no such run; absent at stages that cannot know
     */
    public record Cancel(Envelope command, int upTo, Optional<Instant> answerBy) {}

    public Orders {
        retries = List.copyOf(retries);
    }

    static Orders none(RunId run, ModelName model) {
        return new Orders(run, model, List.of(), Optional.empty(), 0, Instant.EPOCH);
    }

    /** Whether there is nothing to remember. */
    public boolean isEmpty() {
        return retries.isEmpty() && cancel.isEmpty() && floor == 0;
    }

    /** The run has come that a cancel was waiting for. */
    Orders answered() {
        return new Orders(
                run,
                model,
                retries,
                cancel.map(asked -> new Cancel(asked.command(), asked.upTo(), Optional.empty())),
                floor,
                at);
    }

    /** The round that the command asks for. */
    int roundOf(String command) {
        return retries.indexOf(command) + 1;
    }

    boolean knows(String retryCommand) {
        return retries.contains(retryCommand);
    }

    boolean isCancelledBy(String command) {
        return cancel.filter(asked -> asked.command().id().equals(command)).isPresent();
    }

    Orders withRetry(String command, Instant now) {
        var longer = new ArrayList<>(retries);
        longer.add(command);
        return new Orders(run, model, longer, cancel, floor, now);
    }

    Orders withCancel(Envelope command, Optional<Instant> answerBy, Instant now) {
        var asked = new Cancel(command, retries.size(), answerBy);
        return new Orders(run, model, retries, Optional.of(asked), floor, now);
    }

    Orders withoutCancel(Instant now) {
        return new Orders(run, model, retries, Optional.empty(), floor, now);
    }

    Orders withFloor(int round, Instant now) {
        return new Orders(run, model, retries, cancel, Math.max(floor, round), now);
    }

    /** What stands in the way of a round. */
    Optional<Stop> fence(int round) {
        if (cancel.filter(asked -> round <= asked.upTo()).isPresent()) {
            return cancel.map(asked -> new Stop.Cancelled(asked.command()));
        }
        return round < floor ? Optional.of(new Stop.NewRound(floor)) : Optional.empty();
    }
}
