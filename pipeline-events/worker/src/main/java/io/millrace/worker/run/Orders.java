package io.millrace.worker.run;

import io.millrace.events.Envelope;
import io.millrace.events.ModelName;
import io.millrace.events.RunId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What people asked for about a run. Every stage remembers all of it, whether it has the run or not: that is what makes
 * a cancel a fence and not a message, and gives a round the same number everywhere.
 *
 * @param retries ids of the commands that asked for another round, in the order of the log; the n-th asks for round n
 * @param refused  commands that were refused here, by id, and why: read again, they are refused again
 * @param floor   the latest of {@code begun}, or 0: rounds below it are over. A release before this one knew only it
 * @param begun   further rounds that are known to have begun, here or at another stage
 * @param awaited  those of the retries that no stage has answered yet
 * @param late     what was answered with what; given again when that is read again
 * @param at      of the last change, on this worker's clock
 */
public record Orders(
        RunId run,
        ModelName model,
        List<String> retries,
        List<Cancel> cancels,
        Map<String, String> refused,
        int floor,
        List<Integer> begun,
        List<String> awaited,
        List<Late> late,
        Instant at) {
    /**
     * @param upTo      the last round that existed when it was asked for; later ones are not meant
     * @param answerBy  when to say that there is no such run; absent at stages that cannot know
     * @param undecided whether it waits for it to be known which rounds begin
     * @param ended     the round that it ended here while it was undecided
     */
    public record Cancel(
            Envelope command, int upTo, Optional<Instant> answerBy, boolean undecided, Optional<Integer> ended) {
        private static final int NO_ROUND = -1;

        public Cancel {
            // A release before this one knew of none.
            ended = ended == null ? Optional.empty() : ended;
        }

        static Cancel of(Envelope command, int upTo) {
            return new Cancel(command, upTo, Optional.empty(), false, Optional.empty());
        }

        Cancel answeredBy(Optional<Instant> by) {
            return new Cancel(command, upTo, by, undecided, ended);
        }

        Cancel undecided(boolean waits) {
            return new Cancel(command, upTo, answerBy, waits, ended);
        }

        /** It means nothing, also when it is read again. */
        Cancel refused() {
            return of(command, NO_ROUND);
        }

        Cancel ended(int round) {
            return new Cancel(command, upTo, answerBy, undecided, Optional.of(round));
        }

        boolean isBy(String commandId) {
            return command.id().equals(commandId);
        }

        boolean isUnanswered(Instant now) {
            return answerBy.filter(by -> !by.isAfter(now)).isPresent();
        }
    }

    /** An answer to a cancel that was given with the answer to a retry. */
    public record Late(String retry, Envelope answer) {}

    public Orders {
        retries = List.copyOf(retries);
        cancels = List.copyOf(cancels);
        // A release before this one remembered none of these.
        refused = refused == null ? Map.of() : Map.copyOf(refused);
        begun = begun == null ? Stream.of(floor).filter(round -> round > 0).toList() : List.copyOf(begun);
        awaited = awaited == null ? List.of() : List.copyOf(awaited);
        late = late == null ? List.of() : List.copyOf(late);
    }

    static Orders none(RunId run, ModelName model) {
        return new Orders(
                run, model, List.of(), List.of(), Map.of(), 0, List.of(), List.of(), List.of(), Instant.EPOCH);
    }

    /** Whether there is nothing to remember. */
    public boolean isEmpty() {
        return retries.isEmpty() && cancels.isEmpty() && refused.isEmpty() && floor == 0;
    }

    /** There is such a run. */
    Orders met() {
        return withEach(asked -> asked.answeredBy(Optional.empty()), at);
    }

    /** What was to be answered by some time is by this one. */
    Orders postponed(Optional<Instant> by) {
        return withEach(asked -> asked.answerBy().isPresent() ? asked.answeredBy(by) : asked, at);
    }

    /** These cancels ended a round; of those that are not decided on yet that is remembered. */
    Orders ended(List<Envelope> commands, int round) {
        return withEach(
                asked ->
                        asked.undecided() && commands.stream().map(Envelope::id).anyMatch(asked::isBy)
                                ? asked.ended(round)
                                : asked,
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
        return cancels.stream().anyMatch(asked -> asked.isBy(command));
    }

    /** Whether it is not known yet if one of the rounds after the first up to the second begins. */
    boolean isAwaited(int after, int upTo) {
        return awaited.stream().mapToInt(this::roundOf).anyMatch(round -> after < round && round <= upTo);
    }

    /** Whether one of those rounds is known to have begun. */
    boolean hasBegun(int after, int upTo) {
        return begun.stream().anyMatch(round -> after < round && round <= upTo);
    }

    Orders withRetry(String command, Instant now) {
        List<String> more = and(retries, command);
        return new Orders(run, model, more, cancels, refused, floor, begun, awaited, late, now)
                .withAwaited(command, now);
    }

    /** It is not known yet what a retry comes to. */
    Orders withAwaited(String command, Instant now) {
        return awaited.contains(command) ? this : withAwaited(and(awaited, command), now);
    }

    /** A retry was answered. */
    Orders withAnswer(String command, Instant now) {
        return withAwaited(
                awaited.stream().filter(retry -> !retry.equals(command)).toList(), now);
    }

    private Orders withAwaited(List<String> unanswered, Instant now) {
        return new Orders(run, model, retries, cancels, refused, floor, begun, unanswered, late, now);
    }

    Stream<Envelope> lateWith(String retry) {
        return late.stream().filter(given -> given.retry().equals(retry)).map(Late::answer);
    }

    Orders withLate(String retry, Envelope answer, Instant now) {
        return new Orders(
                run, model, retries, cancels, refused, floor, begun, awaited, and(late, new Late(retry, answer)), now);
    }

    Orders with(Cancel asked, Instant now) {
        return with(and(cancels, asked), now);
    }

    Orders withoutCancel(String command, Instant now) {
        return with(cancels.stream().filter(asked -> !asked.isBy(command)).toList(), now);
    }

    /** Another stage refused it. */
    Orders withRefused(String command, Instant now) {
        return withEach(asked -> asked.isBy(command) ? asked.refused() : asked, now);
    }

    private Orders withEach(UnaryOperator<Cancel> change, Instant now) {
        return with(cancels.stream().map(change).toList(), now);
    }

    private Orders with(List<Cancel> changed, Instant now) {
        return new Orders(run, model, retries, changed, refused, floor, begun, awaited, late, now);
    }

    /** Why the command was refused, if it was. */
    Optional<String> refusal(String command) {
        return Optional.ofNullable(refused.get(command));
    }

    Orders withRefusal(String command, String reason, Instant now) {
        var all = new HashMap<>(refused);
        all.put(command, reason);
        return new Orders(run, model, retries, cancels, all, floor, begun, awaited, late, now);
    }

    Orders withBegun(int round, Instant now) {
        return begun.contains(round) ? this : withBegun(and(begun, round), now);
    }

    /** That it would begin was remembered, then a crash came before the round was, and now it does not. */
    Orders withoutBegun(int round, Instant now) {
        return withBegun(begun.stream().filter(other -> other != round).toList(), now);
    }

    private Orders withBegun(List<Integer> rounds, Instant now) {
        int latest = rounds.stream().mapToInt(Integer::intValue).max().orElse(0);
        return new Orders(run, model, retries, cancels, refused, latest, rounds, awaited, late, now);
    }

    private static <T> List<T> and(List<T> some, T more) {
        return Stream.concat(some.stream(), Stream.of(more)).toList();
    }

    /** What stands in the way of a round. */
    Optional<Stop> fence(int round) {
        List<Envelope> meant = cancels.stream()
                .filter(asked -> means(asked, round))
                .map(Cancel::command)
                .toList();
        if (!meant.isEmpty()) {
            return Optional.of(new Stop.Cancelled(meant));
        }
        return round < floor ? Optional.of(new Stop.NewRound(floor)) : Optional.empty();
    }

    /** Whether the end of the round is the answer to the cancel. */
    boolean isAnsweredBy(int round, Envelope cancel) {
        return cancels.stream()
                .filter(asked -> asked.isBy(cancel.id()))
                .anyMatch(asked -> !asked.undecided() && means(asked, round));
    }

    /** A cancel that means a later one, too, is answered by that. */
    private boolean means(Cancel asked, int round) {
        return round <= asked.upTo() && !hasBegun(round, asked.upTo());
    }
}
