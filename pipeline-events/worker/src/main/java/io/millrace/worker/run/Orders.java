package io.millrace.worker.run;

import io.millrace.events.Envelope;
import io.millrace.events.ModelName;
import io.millrace.events.RunId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What people asked for about a run. Every stage remembers all of it, whether it has the run or not: that is what makes
 * a cancel a fence and not a message, and gives a round the same number everywhere.
 *
 * @param retries ids of the commands that asked for another round, in the order of the log; the n-th asks for round n
 * @param refused  commands that were refused here, by id, and why: read again, they are refused again
 * @param floor   rounds below it are over, because a later one was begun
 * @param elsewhere the latest round that another stage said it began; 0 when none did
 * @param at      of the last change, on this worker's clock
 */
public record Orders(
        RunId run,
        ModelName model,
        List<String> retries,
        List<Cancel> cancels,
        Map<String, String> refused,
        int floor,
        int elsewhere,
        Instant at) {

    /**
     * @param upTo     the last round that existed when it was asked for; later ones are not meant
     * @param answerBy when to say that there is no such run; absent at stages that cannot know
     */
    public record Cancel(Envelope command, int upTo, Optional<Instant> answerBy) {
        boolean isBy(String commandId) {
            return command.id().equals(commandId);
        }

        boolean isUnanswered(Instant now) {
            return answerBy.filter(by -> !by.isAfter(now)).isPresent();
        }
    }

    public Orders {
        retries = List.copyOf(retries);
        cancels = List.copyOf(cancels);
        // A release before this one remembered none.
        refused = refused == null ? Map.of() : Map.copyOf(refused);
    }

    static Orders none(RunId run, ModelName model) {
        return new Orders(run, model, List.of(), List.of(), Map.of(), 0, 0, Instant.EPOCH);
    }

    /** Whether there is nothing to remember. */
    public boolean isEmpty() {
        return retries.isEmpty() && cancels.isEmpty() && refused.isEmpty() && floor == 0;
    }

    /** The run has come that a cancel was waiting for. */
    Orders met() {
        List<Cancel> met = cancels.stream()
                .map(asked -> new Cancel(asked.command(), asked.upTo(), Optional.empty()))
                .toList();
        return new Orders(run, model, retries, met, refused, floor, elsewhere, at);
    }

    /** The round that the command asks for. */
    int roundOf(String command) {
        return retries.indexOf(command) + 1;
    }

    boolean knows(String retryCommand) {
        return retries.contains(retryCommand);
    }

    boolean isCancelledBy(String command) {
        return cancels.stream().anyMatch(asked -> asked.isBy(command));
    }

    Orders withRetry(String command, Instant now) {
        return new Orders(run, model, and(retries, command), cancels, refused, floor, elsewhere, now);
    }

    Orders withCancel(Envelope command, Optional<Instant> answerBy, Instant now) {
        var asked = new Cancel(command, retries.size(), answerBy);
        return new Orders(run, model, retries, and(cancels, asked), refused, floor, elsewhere, now);
    }

    Orders withoutCancel(String command, Instant now) {
        List<Cancel> others =
                cancels.stream().filter(asked -> !asked.isBy(command)).toList();
        return new Orders(run, model, retries, others, refused, floor, elsewhere, now);
    }

    /** Why the command was refused, if it was. */
    Optional<String> refusal(String command) {
        return Optional.ofNullable(refused.get(command));
    }

    Orders withRefusal(String command, String reason, Instant now) {
        var all = new HashMap<>(refused);
        all.put(command, reason);
        return new Orders(run, model, retries, cancels, all, floor, elsewhere, now);
    }

    Orders withFloor(int round, Instant now) {
        return new Orders(run, model, retries, cancels, refused, Math.max(floor, round), elsewhere, now);
    }

    /** Another stage began that round. */
    Orders withElsewhere(int round, Instant now) {
        return new Orders(
                run, model, retries, cancels, refused, Math.max(floor, round), Math.max(elsewhere, round), now);
    }

    private static <T> List<T> and(List<T> some, T more) {
        return Stream.concat(some.stream(), Stream.of(more)).toList();
    }

    /** What stands in the way of a round. A cancel that means a later one, too, is answered by that. */
    Optional<Stop> fence(int round) {
        List<Envelope> meant = cancels.stream()
                .filter(asked -> round <= asked.upTo() && !(round < floor && floor <= asked.upTo()))
                .map(Cancel::command)
                .toList();
        if (!meant.isEmpty()) {
            return Optional.of(new Stop.Cancelled(meant));
        }
        return round < floor ? Optional.of(new Stop.NewRound(floor)) : Optional.empty();
    }
}
