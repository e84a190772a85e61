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
        Optional<Held.Concluded> over = past.latest(cancel.run());
        Optional<Held.Active> active = latest(lane, cancel.run(), over);
        if (lane.isTakingOver(cancel.run())) {
            // The round that waits behind it is not ended either: a refused command changes nothing.
            return reject(lane, command, "its version is taking over just now", now);
        }
        if (isAtAnotherStage(before, active, over)) {
            return remember(lane, before.withCancel(command, Optional.empty(), now));
        }
        if (active.isPresent()) {
            return cancel(lane, active.get(), before, command, now);
        }
        Optional<RunEnded.Result> ended = over.flatMap(Held.Concluded::ended);
        if (ended.isPresent()) {
            return reject(lane, command, isOver(ended.get()), now);
        }
        boolean nobodyKnows = over.isEmpty() && stage == Stage.BUILD;
        Optional<Instant> answerBy = nobodyKnows ? Optional.of(now.plus(REGISTRATION_IS_READ)) : Optional.empty();
        return remember(lane, before.withCancel(command, answerBy, now));
    }

    /** The latest round that is here, unless a later one is over: what an earlier one left may still be being removed. */
    private static Optional<Held.Active> latest(Lane lane, RunId run, Optional<Held.Concluded> over) {
        int known = over.map(concluded -> concluded.run().round()).orElse(-1);
        return lane.latest(run).filter(held -> held.run().round() > known);
    }

    /** Whether a round was begun at an earlier stage that has not come here yet: that stage, or the next, answers. */
    private static boolean isAtAnotherStage(
            Orders orders, Optional<Held.Active> active, Optional<Held.Concluded> over) {
        Optional<RunRef> here = active.map(Held::run).or(() -> over.map(Held::run));
        return here.filter(run -> run.round() < orders.elsewhere()).isPresent();
    }

    private Step cancel(Lane lane, Held.Active held, Orders before, Envelope command, Instant now) {
        return switch (held) {
            case Held.Stopping ignored ->
                reject(lane, command, "it is being ended at the " + stage.worker() + " already", now);
            case Held.Concluding concluding -> tooLate(lane, before, concluding.ended(), command, now);
            case Held.Closing closing -> tooLate(lane, before, closing.ended(), command, now);
            case Held.Waiting ignored -> halt(lane, held, before, command, now);
            case Held.Running ignored -> halt(lane, held, before, command, now);
            case Held.Parked ignored -> halt(lane, held, before, command, now);
        };
    }

    private Step halt(Lane lane, Held.Active held, Orders before, Envelope command, Instant now) {
        Step step = remember(lane, before.withCancel(command, Optional.empty(), now));
        return step.then(core.stop(step.lane(), held, new Stop.Cancelled(List.of(command)), now));
    }

    /** What was decided here is decided. A run that goes on meets the fence at the next stage. */
    private Step tooLate(Lane lane, Orders before, Optional<RunEnded.Result> ended, Envelope command, Instant now) {
        return ended.map(how -> reject(lane, command, isOver(how), now))
                .orElseGet(() -> remember(lane, before.withCancel(command, Optional.empty(), now)));
    }

    Asked anotherRound(Lane lane, Past past, Envelope command, RoundCommand asked, Instant now) {
        Orders before = lane.ordersFor(asked.run());
        if (before.refusal(command.id()).isPresent()) {
            return only(reject(lane, command, before.refusal(command.id()).get(), now));
        }
        if (!before.knows(command.id()) && before.retries().size() >= MOST_ROUNDS) {
            return only(
                    isMine(asked)
                            ? reject(lane, command, "it had " + MOST_ROUNDS + " rounds; register it again", now)
                            : Step.unchanged(lane));
        }
        Orders orders = before.knows(command.id()) ? before : before.withRetry(command.id(), now);
        Step step = remember(lane, orders);
        return isMine(asked) ? anotherRound(step, past, command, asked, orders.roundOf(command.id()), now) : only(step);
    }

    private Asked anotherRound(Step step, Past past, Envelope command, RoundCommand asked, int round, Instant now) {
        Lane lane = step.lane();
        if (asked.from() != stage) {
            String wanted = "'" + asked.from() + "' is no stage to begin with; say build, train, evaluate or deploy";
            return only(step.then(reject(lane, command, wanted, now)));
        }
        Optional<Held.Concluded> over = past.latest(asked.run());
        Optional<Held.Active> active = latest(lane, asked.run(), over);
        Optional<RunRef> known = active.map(Held::run).or(() -> over.map(Held::run));
        if (known.isEmpty()) {
            return only(step.then(reject(lane, command, notHere(asked), now)));
        }
        RunRef latest = known.get();
        if (latest.round() >= round) {
            return only(step.then(accept(lane, command, latest, round, now)));
        }
        if (lane.fence(round(latest, round)).orElse(null) instanceof Stop.Superseded(var by)) {
            String late = by.subject() + " has taken its place; register it again if it is to be the newest";
            return only(step.then(reject(lane, command, late, now)));
        }
        Origin origin = active.map(held -> held.admission().origin())
                .orElseGet(() -> over.orElseThrow().origin());
        return new Asked(step, Optional.of(new Again(command, round(latest, round), origin)));
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
        boolean isOver = past.latest(run.run())
                .filter(over -> over.run().round() >= run.round())
                .isPresent();
        if (isOver) {
            return accept(lane, again.command(), run, run.round(), now);
        }
        if (lane.find(RunKey.of(run)).isEmpty() && lane.fence(run).orElse(null) instanceof Stop.Cancelled) {
            return reject(lane, again.command(), "it was cancelled before the round began", now);
        }
        Step fenced = newRound(lane, run, now);
        Step begun = core.admit(
                fenced.lane(), new Admission(run, trigger, again.origin(), Optional.of(again.command())), now);
        return fenced.then(begun).then(accept(begun.lane(), again.command(), run, run.round(), now));
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

    Step answered(Lane lane, CommandAnswer given, Instant now) {
        Orders orders = lane.ordersFor(given.run());
        if (given.stage() == stage) {
            return Step.unchanged(lane);
        }
        if (given instanceof CommandRejected && orders.isCancelledBy(given.command())) {
            return remember(lane, orders.withoutCancel(given.command(), now));
        }
        if (!(given instanceof CommandAccepted accepted) || !orders.knows(given.command())) {
            return Step.unchanged(lane);
        }
        Step begun = remember(lane, orders.withElsewhere(accepted.round(), now));
        return lane.latest(given.run())
                .map(held -> begun.then(newRound(begun.lane(), round(held.run(), accepted.round()), now)))
                .orElse(begun);
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
