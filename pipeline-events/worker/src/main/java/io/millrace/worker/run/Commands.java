package io.millrace.worker.run;

import static io.millrace.worker.run.Replies.remember;

import io.millrace.events.Command;
import io.millrace.events.CommandAccepted;
import io.millrace.events.CommandAnswer;
import io.millrace.events.Envelope;
import io.millrace.events.RoundCommand;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.RunRetry;
import io.millrace.events.Stage;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides what comes of people's wishes for another round of a run at a stage. All stages read all commands in one order
 * and so come to the same numbers; only one has reason to answer: the one where the round begins, or else the first.
 */
public final class Commands {
    /** Nobody asks for that many rounds of one run; a program that runs wild does. */
    private static final int MOST_ROUNDS = 100;

    private final Stage stage;
    private final Replies replies;
    private final Cancels cancels;
    private final StageCore core;

    Commands(Stage stage, Replies replies, Cancels cancels, StageCore core) {
        this.stage = stage;
        this.replies = replies;
        this.cancels = cancels;
        this.core = core;
    }

    /**
     * @param step  what is to be done at once
     * @param again the round that is to begin here; absent when none is
     */
    public record Asked(Step step, Optional<Again> again) {}

    /**
     * A round that is to begin here.
     *
     * @param origin where the event lies that the stage was given the first time
     */
    public record Again(Envelope command, RunRef run, Origin origin) {}

    Asked anotherRound(Lane lane, Past past, Envelope command, RoundCommand asked, Instant now) {
        Orders before = lane.ordersFor(asked.run());
        Optional<String> refusal = before.refusal(command.id());
        if (refusal.isPresent()) {
            return refused(Step.unchanged(lane), past, command, refusal.get(), now);
        }
        boolean isReadAgain = before.knows(command.id());
        if (!isReadAgain && before.retries().size() >= MOST_ROUNDS) {
            String tooMany = "it had " + MOST_ROUNDS + " rounds; register it again";
            return only(isMine(asked) ? replies.refuse(lane, command, tooMany, now) : Step.unchanged(lane));
        }
        Orders known = isReadAgain ? before : before.withRetry(command.id(), now);
        // Read again, its round may not be here: a crash came before that was remembered.
        Orders orders = isMine(asked) ? known.withAwaited(command.id(), now) : known;
        Step step = remember(lane, orders);
        return isMine(asked) ? mine(step, past, command, asked, isReadAgain, now) : only(step);
    }

    private Asked mine(Step step, Past past, Envelope command, RoundCommand asked, boolean isReadAgain, Instant now) {
        Lane lane = step.lane();
        if (asked.from() != stage) {
            String wanted = "'" + asked.from() + "' is no stage to begin with; say build, train, evaluate or deploy";
            return refused(step, past, command, wanted, now);
        }
        Optional<Held.Concluded> over = past.latest(asked.run());
        Optional<Held.Active> active = Held.latest(lane.latest(asked.run()), over);
        Optional<RunRef> known = active.map(Held::run).or(() -> over.map(Held::run));
        if (known.isEmpty()) {
            return refused(step, past, command, notHere(asked), now);
        }
        RunRef latest = known.get();
        RunRef run = round(latest, lane.ordersFor(asked.run()).roundOf(command.id()));
        if (isReadAgain && isHere(lane, past, run)) {
            Step accepted = step.then(accept(lane, command, run.round(), now));
            return only(settled(accepted, past, command.id(), asked.run(), now));
        }
        if (latest.round() >= run.round()) {
            return refused(step, past, command, tooLate(latest), now);
        }
        if (lane.fence(run).orElse(null) instanceof Stop.Superseded(var by)) {
            String late = by.subject() + " has taken its place; register it again if it is to be the newest";
            return refused(step, past, command, late, now);
        }
        Origin origin = active.map(held -> held.admission().origin())
                .orElseGet(() -> over.orElseThrow().origin());
        return new Asked(step, Optional.of(new Again(command, run, origin)));
    }

    private static boolean isHere(Lane lane, Past past, RunRef run) {
        return lane.find(RunKey.of(run)).isPresent()
                || past.latest(run.run(), run.round())
                        .filter(over -> over.run().round() == run.round())
                        .isPresent();
    }

    /** A stage that is behind with the commands may have rounds already that were asked for later. */
    private static String tooLate(RunRef later) {
        return "its round " + later.round() + ", which was asked for later, has begun";
    }

    private Asked refused(Step step, Past past, Envelope command, String reason, Instant now) {
        return only(refuse(step, past, command, reason, now));
    }

    /** No round begins. */
    private Step refuse(Step step, Past past, Envelope command, String reason, Instant now) {
        RunId run = ((Command) command.event()).run();
        Orders before = step.lane().ordersFor(run);
        Step never = step.then(remember(step.lane(), before.withoutBegun(before.roundOf(command.id()), now)));
        Step refused = never.then(replies.reject(never.lane(), command, reason, now));
        return settled(refused, past, command.id(), run, now);
    }

    private String notHere(RoundCommand asked) {
        return asked instanceof RunRetry
                ? "it has not got to the " + stage.worker() + "; retry it from an earlier stage"
                : "it never got to the " + stage.worker() + ", or that is forgotten; register it again";
    }

    /** Commands that belong to no stage are answered by the first. */
    private boolean isMine(RoundCommand asked) {
        boolean isNobodys = asked.from() == Stage.UNKNOWN || asked.from() == Stage.MONITOR;
        return asked.from() == stage || isNobodys && stage == Stage.BUILD;
    }

    /** Much may have happened while it was looked for: the same command may have been read again, or a cancel. */
    Step again(Lane lane, Past past, Again again, Envelope trigger, Instant now) {
        RunRef run = again.run();
        Envelope command = again.command();
        Optional<String> refusal = lane.ordersFor(run.run()).refusal(command.id());
        if (refusal.isPresent()) {
            // The command was read twice, and a cancel between them was decided on with it.
            return refuse(Step.unchanged(lane), past, command, refusal.get(), now);
        }
        if (isHere(lane, past, run)) {
            return settled(accept(lane, command, run.round(), now), past, command.id(), run.run(), now);
        }
        Optional<Held.Concluded> over = past.latest(run.run());
        Optional<RunRef> later = Held.latest(lane.latest(run.run()), over)
                .map(Held::run)
                .or(() -> over.map(Held::run))
                .filter(latest -> latest.round() > run.round());
        if (later.isPresent()) {
            return refuse(Step.unchanged(lane), past, command, tooLate(later.get()), now);
        }
        if (lane.fence(run).orElse(null) instanceof Stop.Cancelled) {
            return refuse(Step.unchanged(lane), past, command, "it was cancelled before the round began", now);
        }
        Step begun = core.admit(lane, new Admission(run, trigger, again.origin(), Optional.of(command)), now);
        Step accepted = begun.then(accept(begun.lane(), command, run.round(), now));
        return settled(accepted, past, command.id(), run.run(), now);
    }

    /** What it was to begin with is not in the log any more. */
    Step gone(Lane lane, Past past, Again again, Instant now) {
        return refuse(
                Step.unchanged(lane), past, again.command(), "what it began with is not in the log any more", now);
    }

    /** A round is here, or begins: earlier ones end. */
    Step newRound(Lane lane, RunRef run, Instant now) {
        Step step = remember(lane, lane.ordersFor(run.run()).withBegun(run.round(), now));
        for (Held.Active held : lane.active()) {
            if (held.run().run().equals(run.run()) && held.run().round() < run.round()) {
                // That may be a cancel, which is to be answered.
                Stop why = step.lane().fence(held.run()).orElseThrow();
                step = step.then(core.stop(step.lane(), held, why, now));
            }
        }
        return step;
    }

    Step answered(Lane lane, Past past, CommandAnswer given, Instant now) {
        Orders orders = lane.ordersFor(given.run());
        if (orders.isCancelledBy(given.command())) {
            return cancels.answered(lane, given, now);
        }
        if (given.stage() == stage || !orders.knows(given.command())) {
            return Step.unchanged(lane);
        }
        Step step = given instanceof CommandAccepted accepted
                ? begun(lane, orders.withBegun(accepted.round(), now), accepted, now)
                : Step.unchanged(lane);
        return settled(step, past, given.command(), given.run(), now);
    }

    /** It is known whether a retry begins a round: cancels may have waited for that. */
    private Step settled(Step step, Past past, String retry, RunId run, Instant now) {
        Orders orders = step.lane().ordersFor(run);
        // If it is read again, what was answered with it may not have got to the log.
        Action[] again = orders.lateWith(retry).map(Action.Reply::new).toArray(Action[]::new);
        Step heard = step.then(remember(step.lane(), orders.withAnswer(retry, now)));
        Step decided = cancels.decided(heard, past, run, retry, now);
        return decided.then(Step.doing(decided.lane(), again));
    }

    /** Another stage began a round. */
    private Step begun(Lane lane, Orders orders, CommandAccepted accepted, Instant now) {
        Step step = remember(lane, orders);
        return lane.latest(accepted.run())
                .map(held -> step.then(newRound(step.lane(), round(held.run(), accepted.round()), now)))
                .orElse(step);
    }

    Step forget(Lane lane, Past past, Instant before) {
        Step step = Step.unchanged(lane);
        for (Orders orders : lane.orders().values()) {
            if (orders.at().isBefore(before)
                    && lane.latest(orders.run()).isEmpty()
                    && past.latest(orders.run()).isEmpty()) {
                step = step.then(remember(step.lane(), Orders.none(orders.run(), orders.model())));
            }
        }
        return step;
    }

    private static Asked only(Step step) {
        return new Asked(step, Optional.empty());
    }

    private static RunRef round(RunRef run, int round) {
        return new RunRef(run.run(), round, run.model(), run.version(), run.sequence());
    }

    private Step accept(Lane lane, Envelope command, int round, Instant now) {
        return replies.accept(lane, command, round, "round " + round + " begins at the " + stage.worker(), now);
    }
}
