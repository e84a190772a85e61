package io.millrace.worker.run;

import io.millrace.events.Command;
import io.millrace.events.CommandAccepted;
import io.millrace.events.CommandAnswer;
import io.millrace.events.CommandRejected;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RoundCommand;
import io.millrace.events.RunCancel;
import io.millrace.events.RunEnded;
import io.millrace.events.RunId;
import io.millrace.events.RunRef;
import io.millrace.events.RunRetry;
import io.millrace.events.Stage;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides what people's commands come to at a stage. All stages read all of them in one order and so come to the same
 * numbers; only one has reason to answer: the one that has the run, or that ended it, or else the first stage.
 */
public final class Commands {
    /** A command may be read before the registration that it is about, but not by longer than this. */
    private static final Duration REGISTRATION_IS_READ = Duration.ofSeconds(10);

    /** Nobody asks for that many rounds of one run; a program that runs wild does. */
    private static final int MOST_ROUNDS = 100;

    private final Stage stage;
    private final URI source;
    private final StageCore core;

    Commands(Stage stage, URI source, StageCore core) {
        this.stage = stage;
        this.source = source;
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

    Step cancel(Lane lane, Past past, Envelope command, RunCancel cancel, Instant now) {
        Orders before = lane.ordersFor(cancel.run());
        if (before.isCancelledBy(command.id())) {
            // Read again. It concerns what it did the first time, and no round that came after it.
            return Step.unchanged(lane);
        }
        if (before.refusal(command.id()).isPresent()) {
            return reject(lane, command, before.refusal(command.id()).get(), now);
        }
        // A stage that is behind with the commands may have rounds already that were asked for after it.
        return decide(lane, past, Orders.Cancel.of(command, before.retries().size()), now);
    }

    /** What a cancel comes to that the lane does not know, or not any more. */
    private Step decide(Lane lane, Past past, Orders.Cancel asked, Instant now) {
        RunId run = ((RunCancel) asked.command().event()).run();
        Orders before = lane.ordersFor(run);
        int upTo = asked.upTo();
        Optional<Held.Concluded> over = past.latest(run, upTo);
        Optional<Held.Active> active = latest(lane.latest(run, upTo), over);
        Optional<Integer> here =
                active.map(Held::run).or(() -> over.map(Held::run)).map(RunRef::round);
        if (before.isAwaited(here.orElse(-1), upTo)) {
            // Whoever is to answer it: no work of the rounds that it may mean goes on.
            Step step = remember(lane, before.with(asked.undecided(true), now));
            return active.map(held -> step.then(core.stop(step.lane(), held, cancelled(asked), now)))
                    .orElse(step);
        }
        if (here.filter(round -> before.isElsewhere(round, upTo)).isPresent()) {
            // A round was begun at an earlier stage that has not come here yet: that stage, or the next, answers.
            return remember(lane, before.with(asked, now));
        }
        if (asked.ended().isPresent()) {
            Step step = remember(lane, before.with(asked, now));
            return step.then(ended(step.lane(), asked, asked.ended().get(), now));
        }
        if (active.filter(held -> held instanceof Held.Stopping stopping && stopping.isFor(asked.command()))
                .isPresent()) {
            // The end of the round is the answer.
            return remember(lane, before.with(asked, now));
        }
        if (lane.isTakingOver(run, upTo)) {
            // The round that waits behind it is not ended either: a refused command changes nothing.
            return reject(lane, asked.command(), "its version is taking over just now", now);
        }
        if (active.isPresent()) {
            return cancel(lane, active.get(), before, asked, now);
        }
        Optional<RunEnded.Result> ended = over.flatMap(Held.Concluded::ended);
        if (ended.isPresent()) {
            return reject(lane, asked.command(), isOver(ended.get()), now);
        }
        boolean nobodyKnows = over.isEmpty() && stage == Stage.BUILD;
        Optional<Instant> answerBy = nobodyKnows ? Optional.of(now.plus(REGISTRATION_IS_READ)) : Optional.empty();
        return remember(lane, before.with(asked.answeredBy(answerBy), now));
    }

    /** The latest round that is here, unless a later one is over: what an earlier one left may still be being removed. */
    private static Optional<Held.Active> latest(Optional<Held.Active> active, Optional<Held.Concluded> over) {
        int known = over.map(concluded -> concluded.run().round()).orElse(-1);
        return active.filter(held -> held.run().round() > known);
    }

    private Step cancel(Lane lane, Held.Active held, Orders before, Orders.Cancel asked, Instant now) {
        return switch (held) {
            case Held.Stopping ignored ->
                reject(lane, asked.command(), "it is being ended at the " + stage.worker() + " already", now);
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
        return ended.map(how -> reject(lane, asked.command(), isOver(how), now))
                .orElseGet(() -> remember(lane, before.with(asked, now)));
    }

    private Step ended(Lane lane, Orders.Cancel asked, int round, Instant now) {
        Envelope command = asked.command();
        var cancel = (RunCancel) command.event();
        return reply(
                lane,
                command,
                new CommandAccepted(
                        command.id(), cancel.run(), cancel.model(), round, stage, Answer.cancelled(command)),
                now);
    }

    /** A round was ended because of these cancels. */
    Step ended(Lane lane, RunRef run, List<Envelope> commands, Instant now) {
        Orders before = lane.ordersFor(run.run());
        Orders orders = before.ended(commands, run.round());
        return orders.equals(before) ? Step.unchanged(lane) : remember(lane, orders);
    }

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
        Optional<Held.Active> active = latest(lane.latest(asked.run()), over);
        Optional<RunRef> known = active.map(Held::run).or(() -> over.map(Held::run));
        if (known.isEmpty()) {
            return refused(step, past, command, notHere(asked), now);
        }
        RunRef latest = known.get();
        if (latest.round() >= round) {
            Step accepted = step.then(accept(lane, command, latest, round, now));
            return only(answered(accepted, past, command.id(), asked.run(), now));
        }
        if (lane.fence(round(latest, round)).orElse(null) instanceof Stop.Superseded(var by)) {
            String late = by.subject() + " has taken its place; register it again if it is to be the newest";
            return refused(step, past, command, late, now);
        }
        Origin origin = active.map(held -> held.admission().origin())
                .orElseGet(() -> over.orElseThrow().origin());
        return new Asked(step, Optional.of(new Again(command, round(latest, round), origin)));
    }

    private Asked refused(Step step, Past past, Envelope command, String reason, Instant now) {
        return only(refuse(step, past, command, reason, now));
    }

    /** No round begins. */
    private Step refuse(Step step, Past past, Envelope command, String reason, Instant now) {
        Step refused = step.then(reject(step.lane(), command, reason, now));
        return answered(refused, past, command.id(), ((Command) command.event()).run(), now);
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
        boolean isOver = past.latest(run.run())
                .filter(over -> over.run().round() >= run.round())
                .isPresent();
        Optional<String> refusal = lane.ordersFor(run.run()).refusal(command.id());
        if (refusal.isPresent()) {
            // The command was read twice, and a cancel between them was decided on with it.
            return refuse(Step.unchanged(lane), past, command, refusal.get(), now);
        }
        if (isOver) {
            return answered(accept(lane, command, run, run.round(), now), past, command.id(), run.run(), now);
        }
        if (lane.find(RunKey.of(run)).isEmpty() && lane.fence(run).orElse(null) instanceof Stop.Cancelled) {
            return refuse(Step.unchanged(lane), past, command, "it was cancelled before the round began", now);
        }
        Step fenced = newRound(lane, run, now);
        Step begun = core.admit(fenced.lane(), new Admission(run, trigger, again.origin(), Optional.of(command)), now);
        Step accepted = fenced.then(begun).then(accept(begun.lane(), command, run, run.round(), now));
        return answered(accepted, past, command.id(), run.run(), now);
    }

    /** What it was to begin with is not in the log any more. */
    Step gone(Lane lane, Past past, Again again, Instant now) {
        return refuse(
                Step.unchanged(lane), past, again.command(), "what it began with is not in the log any more", now);
    }

    private Step newRound(Lane lane, RunRef run, Instant now) {
        Step step = remember(lane, lane.ordersFor(run.run()).withFloor(run.round(), now));
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
        if (given instanceof CommandRejected && orders.isCancelledBy(given.command())) {
            return remember(lane, orders.withVoid(given.command(), now));
        }
        if (!orders.knows(given.command())) {
            return Step.unchanged(lane);
        }
        Step step = given instanceof CommandAccepted accepted
                ? begun(lane, orders.withElsewhere(accepted.round(), now), accepted, now)
                : Step.unchanged(lane);
        return answered(step, past, given.command(), given.run(), now);
    }

    /** It is known whether a retry begins a round: cancels may have waited for that. */
    private Step answered(Step step, Past past, String retry, RunId run, Instant now) {
        Orders orders = step.lane().ordersFor(run);
        // If it is read again, what was answered with it may not have got to the log.
        Action[] again = orders.lateWith(retry).map(Action.Reply::new).toArray(Action[]::new);
        Step heard = step.then(remember(step.lane(), orders.withAnswer(retry, now)));
        Step decided = decided(heard, past, run, retry, now);
        return decided.then(Step.doing(decided.lane(), again));
    }

    /** Another stage began a round. */
    private Step begun(Lane lane, Orders orders, CommandAccepted accepted, Instant now) {
        Step step = remember(lane, orders);
        return lane.latest(accepted.run())
                .map(held -> step.then(newRound(step.lane(), round(held.run(), accepted.round()), now)))
                .orElse(step);
    }

    private Step decided(Step heard, Past past, RunId run, String retry, Instant now) {
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

    /** A run met a cancel that was there before it: the run's end is the answer. */
    Step met(Lane lane, RunRef run) {
        return lane.orders().containsKey(run.run())
                ? remember(lane, lane.ordersFor(run.run()).met())
                : Step.unchanged(lane);
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

    private Step unknown(Lane lane, RunId run, Envelope command, Instant now) {
        Step without = remember(lane, lane.ordersFor(run).withoutCancel(command.id(), now));
        // Nothing is kept of runs that nobody knows.
        return without.then(refuse(without.lane(), command, "there is no such run", now));
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

    private static Step remember(Lane lane, Orders orders) {
        return Step.ordered(orders.isEmpty() ? lane.without(orders.run()) : lane.with(orders), orders);
    }

    private static Asked only(Step step) {
        return new Asked(step, Optional.empty());
    }

    private static RunRef round(RunRef run, int round) {
        return new RunRef(run.run(), round, run.model(), run.version(), run.sequence());
    }

    private static String isOver(RunEnded.Result how) {
        return "it ended already: " + how.name().toLowerCase(Locale.ROOT);
    }

    private Step accept(Lane lane, Envelope command, RunRef run, int round, Instant now) {
        String message = "round " + round + " begins at the " + stage.worker();
        return reply(
                lane, command, new CommandAccepted(command.id(), run.run(), run.model(), round, stage, message), now);
    }

    Step reject(Lane lane, Envelope command, String reason, Instant now) {
        var asked = (Command) command.event();
        Orders before = lane.ordersFor(asked.run());
        // Read again, it must not be told otherwise, whatever has become of the run. Written again then, because the
        // answer must not overtake the first write.
        Step remembered = remember(lane, before.withRefusal(command.id(), reason, now));
        return remembered.then(refuse(remembered.lane(), command, reason, now));
    }

    private Step refuse(Lane lane, Envelope command, String reason, Instant now) {
        var asked = (Command) command.event();
        return reply(lane, command, new CommandRejected(command.id(), asked.run(), asked.model(), stage, reason), now);
    }

    private Step reply(Lane lane, Envelope command, PipelineEvent event, Instant now) {
        return Step.doing(lane, new Action.Reply(command.causes(EventIds.answer(command.id()), source, now, 0, event)));
    }
}
