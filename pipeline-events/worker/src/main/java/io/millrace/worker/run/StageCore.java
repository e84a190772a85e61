package io.millrace.worker.run;

import io.millrace.events.AlertRaised;
import io.millrace.events.CommandAnswer;
import io.millrace.events.Envelope;
import io.millrace.events.Failure;
import io.millrace.events.ImageBuilt;
import io.millrace.events.PipelineEvent;
import io.millrace.events.PipelineSpec.Concurrency;
import io.millrace.events.RoundCommand;
import io.millrace.events.RunCancel;
import io.millrace.events.RunEnded;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed.State;
import io.millrace.worker.Outcome;
import io.millrace.worker.Plan;
import io.millrace.worker.Task;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Decides what becomes of the runs of a model at a stage: who has its turn, what is tried again, what is ended, what is
 * published. Inputs may repeat, arrive late or concern what is already over; such a one changes nothing.
 */
public final class StageCore {
    private final Stage stage;
    private final BiFunction<PipelineEvent, RunRef, Plan> planner;
    private final Rules rules;
    private final boolean leavesTraces;
    private final Answer answer;
    private final Notices notices;
    private final Cancels cancels;
    private final Commands commands;
    private final Outages outages;

    /** For work that leaves something behind. */
    public StageCore(Stage stage, BiFunction<PipelineEvent, RunRef, Plan> planner, Rules rules) {
        this(stage, planner, rules, true);
    }

    /** @param leavesTraces whether there is anything to remove once an outcome is on the log */
    public StageCore(Stage stage, BiFunction<PipelineEvent, RunRef, Plan> planner, Rules rules, boolean leavesTraces) {
        URI source = URI.create("/millrace/" + stage.worker());
        this.stage = stage;
        this.planner = planner;
        this.rules = rules;
        this.leavesTraces = leavesTraces;
        this.answer = new Answer(stage, source);
        this.notices = new Notices(stage, source);
        var replies = new Replies(stage, source);
        this.cancels = new Cancels(stage, replies, this);
        this.commands = new Commands(stage, replies, cancels, this);
        this.outages = new Outages(notices, this);
    }

    /** An event arrived that asks this stage for work on a run. */
    public Step admit(Lane lane, Admission admission, Instant now) {
        RunRef run = admission.run();
        if (lane.find(RunKey.of(run)).isPresent() || plan(admission) instanceof Plan.Pass) {
            return Step.unchanged(lane);
        }
        // This stage may be behind with the commands, and not know yet that the round began.
        Step begun = run.round() > 0 ? commands.newRound(lane, run, now) : Step.unchanged(lane);
        return begun.then(admitted(begun.lane(), admission, now));
    }

    private Step admitted(Lane lane, Admission admission, Instant now) {
        RunRef run = admission.run();
        Optional<Stop> fence = lane.fence(run);
        if (fence.isPresent()) {
            Step met = cancels.met(lane, run);
            var fenced = new Held.Waiting(admission);
            Step admitted = met.then(Step.changed(met.lane().with(fenced), fenced));
            return admitted.then(stop(admitted.lane(), fenced, fence.get(), now));
        }
        if (lane.waiting() >= rules.queueLimit()) {
            return conclude(lane, admission, 0, new Outcome.Failed(notices.queueFull(run, rules)), now);
        }
        var waiting = new Held.Waiting(admission);
        Lane longer = lane.with(waiting);
        Step begun = advance(longer, now);
        boolean waits = begun.lane().find(waiting.key()).filter(waiting::equals).isPresent();
        // Whoever does not wait tells at once what becomes of it.
        Step admitted = waits
                ? Step.changed(
                        longer,
                        waiting,
                        notices.tell(admission, 0, State.WAITING, Optional.of(notices.behind(longer, run)), now))
                : Step.changed(longer, waiting);
        return admitted.then(begun);
    }

    /** The log says of a version of the model how it goes with others; whether or not this stage has work on it. */
    public Step seen(Lane lane, PipelineEvent event, Instant now) {
        boolean makesWay = event instanceof ImageBuilt built
                && built.candidate().spec().concurrency() == Concurrency.CANCEL_IN_PROGRESS;
        RunRef run = event.runRef().orElse(null);
        if (!makesWay || run == null || stage == Stage.BUILD || stage == Stage.DEPLOY || !isNewer(run, lane)) {
            return Step.unchanged(lane);
        }
        Lane fenced = lane.withNewest(Optional.of(run));
        Step step = Step.ofModel(fenced, List.of());
        for (Held.Active held : fenced.active()) {
            if (held.run().sequence().compareTo(run.sequence()) < 0) {
                // That may be a cancel, which is to be answered.
                Stop why = fenced.fence(held.run()).orElseThrow();
                step = step.then(stop(step.lane(), held, why, now));
            }
        }
        return step.then(advance(step.lane(), now));
    }

    private static boolean isNewer(RunRef run, Lane lane) {
        return lane.newest()
                .map(known -> known.sequence().compareTo(run.sequence()) < 0)
                .orElse(true);
    }

    /** Somebody wants a run to end. */
    public Step cancel(Lane lane, Past past, Envelope command, RunCancel cancel, Instant now) {
        return cancels.cancel(lane, past, command, cancel, now);
    }

    /** Somebody wants another round of a run; when this stage is to begin it, the answer says with what. */
    public Commands.Asked anotherRound(Lane lane, Past past, Envelope command, RoundCommand asked, Instant now) {
        return commands.anotherRound(lane, past, command, asked, now);
    }

    /** What the round begins with was found in the log. */
    public Step again(Lane lane, Past past, Commands.Again again, Envelope trigger, Instant now) {
        return commands.again(lane, past, again, trigger, now);
    }

    /** What the round should begin with is not in the log any more. */
    public Step gone(Lane lane, Past past, Commands.Again again, Instant now) {
        return commands.gone(lane, past, again, now);
    }

    /** A stage answered a command. */
    public Step answered(Lane lane, Past past, CommandAnswer given, Instant now) {
        return commands.answered(lane, past, given, now);
    }

    /** Forgets what was asked for before this about runs that are not here. */
    public Step forget(Lane lane, Past past, Instant before) {
        return commands.forget(lane, past, before);
    }

    /** The work on a run came to an end. */
    public Step performed(Lane lane, RunKey key, int attempt, Outcome outcome, Instant now) {
        if (!(lane.find(key).orElse(null) instanceof Held.Running running) || running.attempt() != attempt) {
            return Step.unchanged(lane);
        }
        if (outcome instanceof Outcome.Away(var failure)) {
            return unlessFenced(outages.met(lane, running, failure, now), key, now);
        }
        Step back = outages.over(lane, running.run(), now);
        if (outcome instanceof Outcome.Failed(var failure) && Backoff.mayPass(failure) && attempt <= retries(running)) {
            return unlessFenced(back.then(park(back.lane(), running, failure, now)), key, now);
        }
        return back.then(conclude(back.lane(), running.admission(), attempt, outcome, now));
    }

    /** What could not be stopped before, because something might have been done already, can be now that it waits. */
    private Step unlessFenced(Step waits, RunKey key, Instant now) {
        Lane lane = waits.lane();
        return lane.find(key)
                .flatMap(held -> lane.fence(held.run()).map(fence -> waits.then(stop(lane, held, fence, now))))
                .orElse(waits);
    }

    /**
     * The work on a run asks whether it may do what cannot be stopped any more.
     *
     * @return empty when it must not, because the run is being ended
     */
    public Optional<Step> commit(Lane lane, RunKey key, int attempt) {
        if (!(lane.find(key).orElse(null) instanceof Held.Running running) || running.attempt() != attempt) {
            return Optional.empty();
        }
        Held.Running committed = running.commit();
        return Optional.of(Step.changed(lane.with(committed), committed));
    }

    /** Time has passed. */
    public Step due(Lane lane, Instant now) {
        Step step = cancels.due(lane, now);
        for (Held.Active held : lane.active()) {
            step = step.then(due(step.lane(), held, now));
        }
        return step;
    }

    private Step due(Lane lane, Held.Active held, Instant now) {
        return switch (held) {
            case Held.Running running
            when isPast(running.deadline(), now) -> stop(lane, running, overdue(running, Optional.empty()), now);
            case Held.Parked parked
            when isPast(parked.deadline(), now) -> stop(lane, parked, overdue(parked, Optional.of(parked.last())), now);
            case Held.Parked parked when isPast(parked.until(), now) -> start(lane, parked.resumed(), now);
            case Held.Running ignored -> Step.unchanged(lane);
            case Held.Parked ignored -> Step.unchanged(lane);
            case Held.Waiting ignored -> Step.unchanged(lane);
            case Held.Stopping ignored -> Step.unchanged(lane);
            case Held.Concluding ignored -> Step.unchanged(lane);
            case Held.Closing ignored -> Step.unchanged(lane);
        };
    }

    private static boolean isPast(Instant time, Instant now) {
        return !time.isAfter(now);
    }

    /** The work on a run, and what it started outside, has ended because it had to. */
    public Step stopped(Lane lane, RunKey key, Instant now) {
        if (!(lane.find(key).orElse(null) instanceof Held.Stopping stopping)) {
            return Step.unchanged(lane);
        }
        Step back = outages.over(lane, stopping.run(), now);
        Step step = back.then(end(back.lane(), stopping.admission(), stopping.attempt(), stopping.why(), now));
        for (Held.Waiting later : step.lane().waiting(key.run())) {
            step = unlessFenced(step, later.key(), now);
        }
        return step;
    }

    /** Everything in the outbox of a run is on the log. */
    public Step published(Lane lane, RunKey key, Instant now) {
        if (!(lane.find(key).orElse(null) instanceof Held.Concluding concluding)) {
            return Step.unchanged(lane);
        }
        if (concluding.attempt() == 0 || !leavesTraces) {
            return over(lane, concluding.admission(), concluding.ended(), now);
        }
        Held.Closing closing = concluding.published();
        Lane next = lane.with(closing);
        var forget = new Action.Conclude(task(closing, closing.attempt()));
        return Step.changed(next, closing, forget).then(advance(next, now));
    }

    /** What the work on a run left behind is gone. */
    public Step closed(Lane lane, RunKey key, Instant now) {
        return lane.find(key).orElse(null) instanceof Held.Closing closing
                ? over(lane, closing.admission(), closing.ended(), now)
                : Step.unchanged(lane);
    }

    private Step over(Lane lane, Admission admission, Optional<RunEnded.Result> ended, Instant now) {
        var over = new Held.Concluded(admission.run(), admission.origin(), ended, now);
        Lane shorter = lane.with(over);
        return Step.changed(shorter, over).then(advance(shorter, now));
    }

    /** Something about the model, but no outcome of a run, needs a person. Nothing new while an alert like it stands. */
    public Step raise(Lane lane, AlertRaised alert, Envelope envelope) {
        return lane.open(alert.fingerprint()).isPresent()
                ? Step.unchanged(lane)
                : standing(lane, OpenAlert.untold(alert.alertId(), alert.fingerprint(), envelope));
    }

    /** The model's next good run resolves this alert too. */
    public Step standing(Lane lane, OpenAlert alert) {
        var open = new ArrayList<>(lane.openAlerts());
        open.add(alert);
        return Step.ofModel(lane.withOpenAlerts(open), alert.toTell());
    }

    /** An alert is on the log. */
    public Step told(Lane lane, String alertId) {
        return Step.ofModel(lane.withAlert(alertId, open -> Optional.of(open.told())), List.of());
    }

    /** The cause of what stands with this fingerprint is gone; {@code resolution} says so of one alert. */
    public Step resolve(Lane lane, String fingerprint, Function<OpenAlert, Envelope> resolution) {
        return lane.open(fingerprint)
                .map(open -> open.resolving(resolution.apply(open)))
                .map(open -> Step.ofModel(
                        lane.withAlert(open.alertId(), was -> Optional.of(open)),
                        open.told().toTell()))
                .orElseGet(() -> Step.unchanged(lane));
    }

    /** That an alert is resolved is on the log. */
    public Step resolved(Lane lane, String alertId) {
        return Step.ofModel(lane.withAlert(alertId, open -> Optional.empty()), List.of());
    }

    /** The lane was read from the log: whatever was going on when its last owner went away goes on. */
    public Step recovered(Lane lane, Instant now) {
        List<Action> alerts = lane.openAlerts().stream()
                .flatMap(alert -> alert.toTell().stream())
                .toList();
        Step step = Step.doing(lane, alerts.toArray(Action[]::new));
        for (Held.Active held : lane.active()) {
            step = step.then(recovered(step.lane(), held, now));
        }
        Step asked = step.then(cancels.recovered(step.lane(), now));
        Step mended = asked.then(outages.recovered(asked.lane(), now));
        return mended.then(advance(mended.lane(), now));
    }

    private Step recovered(Lane lane, Held.Active held, Instant now) {
        // What was asked for may have been remembered, and the crash come before what it led to was.
        Step stopped = lane.fence(held.run())
                .map(fence -> stop(lane, held, fence, now))
                .orElseGet(() -> Step.unchanged(lane));
        if (!stopped.changed().isEmpty()) {
            return stopped;
        }
        Step goesOn = Step.doing(lane, goingOn(held));
        List<OpenAlert> open = held instanceof Held.Concluding concluding
                ? OpenAlert.after(concluding.outbox(), lane.openAlerts())
                : lane.openAlerts();
        return open.equals(lane.openAlerts())
                ? goesOn
                : goesOn.then(Step.ofModel(lane.withOpenAlerts(open), List.of()));
    }

    private static Action[] goingOn(Held.Active held) {
        return switch (held) {
            case Held.Waiting ignored -> new Action[0];
            case Held.Parked ignored -> new Action[0];
            case Held.Running running -> new Action[] {new Action.Perform(task(running, running.attempt()))};
            case Held.Stopping stopping -> new Action[] {new Action.Halt(task(stopping, stopping.attempt()))};
            case Held.Concluding concluding -> new Action[] {new Action.Publish(concluding.key(), concluding.outbox())};
            case Held.Closing closing -> new Action[] {new Action.Conclude(task(closing, closing.attempt()))};
        };
    }

    /** Gives waiting runs their turn, oldest first, as long as the next one may have it. */
    private Step advance(Lane lane, Instant now) {
        Step step = Step.unchanged(lane);
        Optional<Held.Waiting> next = next(lane);
        while (next.isPresent()) {
            step = step.then(begin(step.lane(), next.get(), now));
            next = next(step.lane());
        }
        return step;
    }

    private Optional<Held.Waiting> next(Lane lane) {
        List<Held.Active> inTurn = lane.inTurn();
        return lane.firstWaiting()
                .filter(waiting -> inTurn.isEmpty()
                        || isParallel(waiting) && inTurn.stream().allMatch(held -> mayGoBeside(waiting, held)));
    }

    /** Rounds of one run never go side by side. */
    private boolean mayGoBeside(Held.Waiting waiting, Held.Active held) {
        return isParallel(held) && !held.run().run().equals(waiting.run().run());
    }

    private boolean isParallel(Held.Active held) {
        return plan(held.admission()) instanceof Plan.Work work && work.inParallel();
    }

    private Step begin(Lane lane, Held.Waiting next, Instant now) {
        return switch (plan(next.admission())) {
            case Plan.Work work -> start(lane, next.started(now.plus(allowance(work))), now);
            case Plan.Answer(var outcome) -> conclude(lane, next.admission(), 0, outcome, now);
            // Planned otherwise when it was admitted, by an older release; there is nothing to answer any more.
            case Plan.Pass ignored -> over(lane, next.admission(), Optional.empty(), now);
        };
    }

    private Duration allowance(Plan.Work work) {
        return rules.patience().plus(work.atMost().multipliedBy(work.retries() + 1L));
    }

    private Step start(Lane lane, Held.Running running, Instant now) {
        return Step.changed(
                lane.with(running),
                running,
                new Action.Perform(task(running, running.attempt())),
                notices.tell(running.admission(), running.attempt(), State.RUNNING, Optional.empty(), now));
    }

    private Step park(Lane lane, Held.Running running, Failure failure, Instant now) {
        Instant until = now.plus(Backoff.of(failure.kind()).after(running.key(), running.attempt()));
        Held.Parked parked = running.parked(until, failure);
        String message = "attempt " + running.attempt() + " of " + (retries(running) + 1) + " failed, next in "
                + Duration.between(now, until).toSeconds() + " s: " + failure.summary();
        return Step.changed(lane.with(parked), parked, notices.waits(parked, message, now));
    }

    /** Ends what a run does here; {@link #stopped} follows where something has to end outside first. */
    Step stop(Lane lane, Held.Active held, Stop why, Instant now) {
        return switch (held) {
            // Nothing of the run may begin once a cancel is answered, and what an earlier round started still may.
            case Held.Waiting waiting
            when why instanceof Stop.Cancelled
                    && lane.isBeingStopped(waiting.run().run()) -> Step.unchanged(lane);
            case Held.Waiting waiting -> end(lane, waiting.admission(), 0, why, now);
            // What was started may run where it cannot be seen just now. Who is overdue does not wait for that.
            case Held.Parked parked
            when parked.outage().isPresent() && !(why instanceof Stop.Overdue) -> halt(lane, parked.stopped(why));
            case Held.Parked parked -> {
                Step back = outages.over(lane, parked.run(), now);
                yield back.then(end(back.lane(), parked.admission(), parked.attempt(), why, now));
            }
            case Held.Running running when running.committed() -> Step.unchanged(lane);
            case Held.Running running -> halt(lane, running.stopped(why));
            case Held.Stopping ignored -> Step.unchanged(lane);
            case Held.Concluding ignored -> Step.unchanged(lane);
            case Held.Closing ignored -> Step.unchanged(lane);
        };
    }

    private static Step halt(Lane lane, Held.Stopping stopping) {
        return Step.changed(lane.with(stopping), stopping, new Action.Halt(task(stopping, stopping.attempt())));
    }

    private Step end(Lane lane, Admission admission, int attempt, Stop why, Instant now) {
        RunRef run = admission.run();
        Answer.Given given = answer.to(admission, attempt, why, lane.ordersFor(run.run()), lane.openAlerts(), now);
        Step step = concluding(lane, admission, attempt, given);
        return why instanceof Stop.Cancelled(var asked) ? step.then(cancels.ended(step.lane(), run, asked, now)) : step;
    }

    private Step conclude(Lane lane, Admission admission, int attempt, Outcome outcome, Instant now) {
        return concluding(lane, admission, attempt, answer.to(admission, attempt, outcome, lane.openAlerts(), now));
    }

    private static Step concluding(Lane lane, Admission admission, int attempt, Answer.Given given) {
        var concluding = new Held.Concluding(admission, attempt, given.outbox(), given.ended());
        Step step = Step.changed(
                lane.with(concluding), concluding, new Action.Publish(concluding.key(), concluding.outbox()));
        return given.openAlerts().equals(lane.openAlerts())
                ? step
                : step.then(Step.ofModel(step.lane().withOpenAlerts(given.openAlerts()), List.of()));
    }

    private int retries(Held.Active held) {
        return plan(held.admission()) instanceof Plan.Work work ? work.retries() : 0;
    }

    private Plan plan(Admission admission) {
        return planner.apply(admission.trigger().event(), admission.run());
    }

    private static Task task(Held.Active held, int attempt) {
        return new Task(
                held.run(),
                attempt,
                held.admission().trigger(),
                held.admission().command());
    }

    private Stop overdue(Held.Active held, Optional<Failure> last) {
        Duration allowed = plan(held.admission()) instanceof Plan.Work work ? allowance(work) : rules.patience();
        return new Stop.Overdue(notices.overdue(held.run(), allowed, last));
    }
}
