package io.millrace.worker.run;

import static io.millrace.worker.run.Replies.remember;

import io.millrace.events.Command;
import io.millrace.events.CommandAccepted;
import io.millrace.events.CommandAnswer;
import io.millrace.events.CommandRejected;
import io.millrace.events.Envelope;
import io.millrace.events.RoundCommand;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.RunRetry;
import io.millrace.events.Stage;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides what people's commands come to at a stage. All stages read all of them in one order and so come to the same
 * numbers; only one has reason to answer: the one that has the run, or that ended it, or else the first stage.
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
        if (before.refusal(command.id()).isPresent()) {
            return refused(
                    Step.unchanged(lane),
                    past,
                    command,
                    before.refusal(command.id()).get(),
                    now);
        }
        if (!before.knows(command.id()) && before.retries().size() >= MOST_ROUNDS) {
            String tooMany = "it had " + MOST_ROUNDS + " rounds; register it again";
            return isMine(asked)
                    ? refused(Step.unchanged(lane), past, command, tooMany, now)
                    : only(Step.unchanged(lane));
        }
        Orders known = before.knows(command.id()) ? before : before.withRetry(command.id(), now);
        // Read again, its round may not be here: a crash came before that was remembered.
        Orders orders = isMine(asked) ? known.withAwaited(command.id(), now) : known;
        Step step = remember(lane, orders);
        return isMine(asked) ? anotherRound(step, past, command, asked, orders.roundOf(command.id()), now) : only(step);
    }

    private Asked anotherRound(Step step, Past past, Envelope command, RoundCommand asked, int round, Instant now) {
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
        if (hasBegun(lane, past, round(latest, round))) {
            Step accepted = step.then(accept(lane, command, round, now));
            return only(answered(accepted, past, command.id(), asked.run(), now));
        }
        if (latest.round() > round) {
            return refused(step, past, command, tooLate(latest), now);
        }
        if (lane.fence(round(latest, round)).orElse(null) instanceof Stop.Superseded(var by)) {
            String late = by.subject() + " has taken its place; register it again if it is to be the newest";
            return refused(step, past, command, late, now);
        }
        Origin origin = active.map(held -> held.admission().origin())
                .orElseGet(() -> over.orElseThrow().origin());
        return new Asked(step, Optional.of(new Again(command, round(latest, round), origin)));
    }

    private static boolean hasBegun(Lane lane, Past past, RunRef run) {
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
        return answered(refused, past, command.id(), run, now);
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
        if (hasBegun(lane, past, run)) {
            return answered(accept(lane, command, run.round(), now), past, command.id(), run.run(), now);
        }
        Optional<Held.Concluded> later =
                past.latest(run.run()).filter(over -> over.run().round() > run.round());
        if (later.isPresent()) {
            return refuse(
                    Step.unchanged(lane), past, command, tooLate(later.get().run()), now);
        }
        if (lane.fence(run).orElse(null) instanceof Stop.Cancelled) {
            return refuse(Step.unchanged(lane), past, command, "it was cancelled before the round began", now);
        }
        Step fenced = newRound(lane, run, now);
        Step begun = core.admit(fenced.lane(), new Admission(run, trigger, again.origin(), Optional.of(command)), now);
        Step accepted = fenced.then(begun).then(accept(begun.lane(), command, run.round(), now));
        return answered(accepted, past, command.id(), run.run(), now);
    }

    /** What it was to begin with is not in the log any more. */
    Step gone(Lane lane, Past past, Again again, Instant now) {
        return refuse(
                Step.unchanged(lane), past, again.command(), "what it began with is not in the log any more", now);
    }

    private Step newRound(Lane lane, RunRef run, Instant now) {
        Step step = remember(lane, lane.ordersFor(run.run()).withBegun(run.round(), now));
        for (Held.Active held : lane.active()) {
            if (held.run().run().equals(run.run()) && held.run().round() < run.round()) {
                // A cancel that waits for its answer is answered.
                Stop why = step.lane().fence(held.run()).orElseThrow();
                step = step.then(core.stop(step.lane(), held, why, now));
            }
        }
        return step;
    }

    Step answered(Lane lane, Past past, CommandAnswer given, Instant now) {
        Orders orders = lane.ordersFor(given.run());
        if (given.stage() == stage) {
            return Step.unchanged(lane);
        }
        if (given instanceof CommandRejected refusal && orders.isCancelledBy(given.command())) {
            return cancels.refused(lane, refusal, now);
        }
        if (!orders.knows(given.command())) {
            return Step.unchanged(lane);
        }
        Step step = given instanceof CommandAccepted accepted
                ? begun(lane, orders.withBegun(accepted.round(), now), accepted, now)
                : Step.unchanged(lane);
        return answered(step, past, given.command(), given.run(), now);
    }

    /** It is known whether a retry begins a round: cancels may have waited for that. */
    private Step answered(Step step, Past past, String retry, RunId run, Instant now) {
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

    /** A run met a cancel that was there before it: the run's end is the answer. */
    Step met(Lane lane, RunRef run) {
        return lane.orders().containsKey(run.run())
                ? remember(lane, lane.ordersFor(run.run()).met())
                : Step.unchanged(lane);
    }

    Step forget(Lane lane, Instant before) {
        Step step = Step.unchanged(lane);
        for (Orders orders : lane.orders().values()) {
            if (orders.at().isBefore(before) && lane.latest(orders.run()).isEmpty()) {
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
