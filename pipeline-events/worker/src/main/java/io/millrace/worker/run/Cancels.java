package io.millrace.worker.run;

import static io.millrace.worker.run.Replies.remember;

import io.millrace.events.CommandAnswer;
import io.millrace.events.CommandRejected;
import io.millrace.events.Envelope;
import io.millrace.events.RunCancel;
import io.millrace.events.RunEnded;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Decides what becomes of cancels at a stage: which round they end, and whether it is this stage that says so. */
final class Cancels {
    /** A command may be read before the registration that it is about, but not by longer than this. */
    private static final Duration REGISTRATION_IS_READ = Duration.ofSeconds(10);

    private static final String NO_SUCH_RUN = "there is no such run";

    /** Nobody means more of them; a program that runs wild does. They are counted by all stages alike. */
    private static final int MOST_CANCELS = 100;

    private final Stage stage;
    private final Replies replies;
    private final StageCore core;

    Cancels(Stage stage, Replies replies, StageCore core) {
        this.stage = stage;
        this.replies = replies;
        this.core = core;
    }

    Step cancel(Lane lane, Past past, Envelope command, RunCancel cancel, Instant now) {
        Orders before = lane.ordersFor(cancel.run());
        if (before.refusal(command.id()).isPresent()) {
            return replies.reject(lane, command, before.refusal(command.id()).get(), now);
        }
        if (before.isCancelledBy(command.id())) {
            // Read again. It concerns what it did the first time, and no round that came after it.
            return Step.unchanged(lane);
        }
        if (before.cancels().size() >= MOST_CANCELS) {
            String tooMany = "it was cancelled " + MOST_CANCELS + " times already";
            return stage == Stage.BUILD ? replies.refuse(lane, command, tooMany, now) : Step.unchanged(lane);
        }
        // A stage that is behind with the commands may have rounds already that were asked for after it.
        return decide(lane, past, Orders.Cancel.of(command, before.retries().size()), now);
    }

    /** A refused command changes nothing. */
    private Step reject(Lane lane, Orders before, Orders.Cancel asked, String reason, Instant now) {
        return replies.reject(lane.with(before.with(asked.refused(), now)), asked.command(), reason, now);
    }

    /** What a cancel comes to that the lane does not know, be it for the first time or because it had to wait. */
    private Step decide(Lane lane, Past past, Orders.Cancel asked, Instant now) {
        RunId run = ((RunCancel) asked.command().event()).run();
        Orders before = lane.ordersFor(run);
        int upTo = asked.upTo();
        Optional<Held.Concluded> over = past.latest(run, upTo);
        Optional<Held.Active> active = Held.latest(lane.latest(run, upTo), over);
        // What it ended may not be remembered: a crash came before.
        Optional<Integer> here = active.map(Held::run)
                .or(() -> over.map(Held::run))
                .map(RunRef::round)
                .or(asked::ended);
        if (before.isAwaited(here.orElse(-1), upTo)) {
            // Whoever is to answer it: no work of the rounds that it may mean goes on.
            Step step = remember(lane, before.with(asked.undecided(true), now));
            return active.filter(held -> !lane.isTakingOver(run, upTo))
                    .map(held -> step.then(core.stop(step.lane(), held, cancelled(asked), now)))
                    .orElse(step);
        }
        if (before.hasBegun(here.orElse(-1), upTo)) {
            // A round was begun at an earlier stage that has not come here yet: that stage, or the next, answers.
            return remember(lane, before.with(asked, now));
        }
        if (asked.ended().isPresent()) {
            Step step = remember(lane, before.with(asked, now));
            String message = Answer.cancelled(asked.command());
            return step.then(
                    replies.accept(step.lane(), asked.command(), asked.ended().get(), message, now));
        }
        if (active.filter(held -> held instanceof Held.Stopping stopping && stopping.isFor(asked.command()))
                .isPresent()) {
            // The end of the round is the answer.
            return remember(lane, before.with(asked, now));
        }
        if (lane.isTakingOver(run, upTo)) {
            // The round that waits behind it is not ended either.
            return reject(lane, before, asked, "its version is taking over just now", now);
        }
        if (active.isPresent()) {
            return cancel(lane, active.get(), before, asked, now);
        }
        Optional<RunEnded.Result> ended = over.flatMap(Held.Concluded::ended);
        if (ended.isPresent()) {
            return reject(lane, before, asked, isOver(ended.get()), now);
        }
        boolean nobodyKnows = over.isEmpty() && stage == Stage.BUILD;
        Optional<Instant> answerBy = nobodyKnows ? untilRegistrationIsRead(now) : Optional.empty();
        return remember(lane, before.with(asked.answeredBy(answerBy), now));
    }

    private Step cancel(Lane lane, Held.Active held, Orders before, Orders.Cancel asked, Instant now) {
        return switch (held) {
            case Held.Stopping ignored ->
                reject(lane, before, asked, "it is being ended at the " + stage.worker() + " already", now);
            case Held.Concluding concluding -> tooLate(lane, before, concluding.ended(), asked, now);
            case Held.Closing closing -> tooLate(lane, before, closing.ended(), asked, now);
            case Held.Waiting ignored -> halt(lane, held, before, asked, now);
            case Held.Running ignored -> halt(lane, held, before, asked, now);
            case Held.Parked ignored -> halt(lane, held, before, asked, now);
        };
    }

    private Step halt(Lane lane, Held.Active held, Orders before, Orders.Cancel asked, Instant now) {
        Step step = remember(lane, before.with(asked, now));
        return step.then(core.stop(step.lane(), held, cancelled(asked), now));
    }

    private static Stop cancelled(Orders.Cancel asked) {
        return new Stop.Cancelled(List.of(asked.command()));
    }

    /** What was decided here is decided. A run that goes on meets the fence at the next stage. */
    private Step tooLate(Lane lane, Orders before, Optional<RunEnded.Result> ended, Orders.Cancel asked, Instant now) {
        return ended.map(how -> reject(lane, before, asked, isOver(how), now))
                .orElseGet(() -> remember(lane, before.with(asked, now)));
    }

    /** A round was ended because of these cancels. */
    Step ended(Lane lane, RunRef run, List<Envelope> commands, Instant now) {
        Orders before = lane.ordersFor(run.run());
        Orders orders = before.ended(commands, run.round());
        return orders.equals(before) ? Step.unchanged(lane) : remember(lane, orders);
    }

    /** A stage answered a cancel. */
    Step answered(Lane lane, CommandAnswer given, Instant now) {
        Orders orders = lane.ordersFor(given.run());
        if (given instanceof CommandRejected refusal && refusal.reason().equals(NO_SUCH_RUN)) {
            // No cancel is kept of runs that nobody knows.
            return remember(lane, orders.withoutCancel(given.command(), now));
        }
        if (given.stage() == stage) {
            return Step.unchanged(lane);
        }
        return remember(
                lane, given instanceof CommandRejected ? orders.withRefused(given.command(), now) : orders.met());
    }

    /** A run met a cancel that was there before it: the run's end is the answer. */
    Step met(Lane lane, RunRef run) {
        return lane.orders().containsKey(run.run())
                ? remember(lane, lane.ordersFor(run.run()).met())
                : Step.unchanged(lane);
    }

    /**
     * Decides on cancels that waited for it to be known what a retry comes to.
     *
     * @param heard what followed for the run from its answer
     */
    Step decided(Step heard, Past past, RunId run, String retry, Instant now) {
        Step step = heard;
        for (Orders.Cancel asked : heard.lane().ordersFor(run).cancels()) {
            if (asked.undecided()) {
                Orders without =
                        step.lane().ordersFor(run).withoutCancel(asked.command().id(), now);
                Step decided = decide(step.lane().with(without), past, asked.undecided(false), now);
                step = step.then(late(decided, run, retry, now));
            }
        }
        return step;
    }

    /** What is answered now would not be answered again if only the cancel were read again after a crash. */
    private static Step late(Step decided, RunId run, String retry, Instant now) {
        Orders orders = decided.lane().ordersFor(run);
        for (Action action : decided.actions()) {
            if (action instanceof Action.Reply(var answer)) {
                orders = orders.withLate(retry, answer, now);
            }
        }
        return decided.then(remember(decided.lane(), orders));
    }

    /** Says of runs that nobody registered that there are none. */
    Step due(Lane lane, Instant now) {
        Step step = Step.unchanged(lane);
        for (Orders orders : lane.orders().values()) {
            for (Orders.Cancel cancel : orders.cancels()) {
                if (cancel.isUnanswered(now)) {
                    step = step.then(unknown(step.lane(), orders.run(), cancel.command(), now));
                }
            }
        }
        return step;
    }

    /** Said again until it is read on the log: a crash may come before it gets there. */
    private Step unknown(Lane lane, RunId run, Envelope command, Instant now) {
        Orders before = lane.ordersFor(run).withoutCancel(command.id(), now);
        var refused = Orders.Cancel.of(command, 0).refused().answeredBy(untilRegistrationIsRead(now));
        Step kept = remember(lane, before.with(refused, now));
        return kept.then(replies.refuse(kept.lane(), command, NO_SUCH_RUN, now));
    }

    private static Optional<Instant> untilRegistrationIsRead(Instant now) {
        return Optional.of(now.plus(REGISTRATION_IS_READ));
    }

    /** Who was away for long has not read registrations for as long. */
    Step recovered(Lane lane, Instant now) {
        Step step = Step.unchanged(lane);
        for (Orders orders : lane.orders().values()) {
            if (orders.cancels().stream().anyMatch(asked -> asked.isUnanswered(now))) {
                step = step.then(remember(step.lane(), orders.postponed(untilRegistrationIsRead(now))));
            }
        }
        return step;
    }

    private static String isOver(RunEnded.Result how) {
        return "it ended already: " + how.name().toLowerCase(Locale.ROOT);
    }
}
