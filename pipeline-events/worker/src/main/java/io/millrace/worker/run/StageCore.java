package io.millrace.worker.run;

import io.millrace.events.AlertRaised;
import io.millrace.events.Envelope;
import io.millrace.events.EventIds;
import io.millrace.events.Failure;
import io.millrace.events.Metrics;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunRef;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed;
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

/**
 * Decides what becomes of the runs of a model at a stage: who has its turn, what is tried again, what is published.
 * Inputs may repeat, arrive late or concern what is already over; such a one changes nothing.
 */
public final class StageCore {
    private final Stage stage;
    private final BiFunction<PipelineEvent, RunRef, Plan> planner;
    private final Backoff backoff;
    private final Answer answer;
    private final URI source;

    public StageCore(Stage stage, BiFunction<PipelineEvent, RunRef, Plan> planner, Backoff backoff) {
        this.stage = stage;
        this.planner = planner;
        this.backoff = backoff;
        this.source = URI.create("/millrace/" + stage.worker());
        this.answer = new Answer(stage, source);
    }

    /** An event arrived that asks this stage for work on a run. */
    public Step admit(Lane lane, RunRef run, Envelope trigger, Instant now) {
        if (lane.find(RunKey.of(run)).isPresent() || plan(trigger, run) instanceof Plan.Pass) {
            return Step.unchanged(lane);
        }
        var waiting = new Held.Waiting(run, trigger);
        Lane longer = lane.with(waiting);
        boolean hasTurn = longer.head().filter(waiting::equals).isPresent();
        Action tell = hasTurn
                ? tell(waiting, 0, State.ACCEPTED, Optional.empty(), now)
                : tell(waiting, 0, State.WAITING, Optional.of("an older version of the model has its turn"), now);
        return new Step(longer, List.of(waiting), false, List.of(tell)).then(advance(longer, now));
    }

    /** The work on a run came to an end. */
    public Step performed(Lane lane, RunKey key, int attempt, Outcome outcome, Instant now) {
        if (!(lane.find(key).orElse(null) instanceof Held.Running running) || running.attempt() != attempt) {
            return Step.unchanged(lane);
        }
        if (outcome instanceof Outcome.Failed(var failure) && mayPass(failure) && attempt <= retries(running)) {
            return park(lane, running, failure, now);
        }
        return conclude(lane, running, attempt, outcome, now);
    }

    /** Time has passed. */
    public Step due(Lane lane, Instant now) {
        if (!(lane.head().orElse(null) instanceof Held.Parked parked)) {
            return Step.unchanged(lane);
        }
        // Timers and clocks do not agree to the millisecond: whoever comes early comes again.
        return parked.until().isAfter(now)
                ? new Step(lane, List.of(), false, List.of(new Action.WakeUp(parked.until())))
                : start(lane, parked.resumed(), now);
    }

    /** Everything in the outbox of a run is on the log. */
    public Step published(Lane lane, RunKey key, Instant now) {
        if (!(lane.find(key).orElse(null) instanceof Held.Concluding concluding)) {
            return Step.unchanged(lane);
        }
        if (concluding.attempt() == 0) {
            return over(lane, concluding.run(), now);
        }
        Held.Closing closing = concluding.published();
        Lane next = lane.with(closing);
        var forget = new Action.Conclude(task(closing, closing.attempt()));
        return new Step(next, List.of(closing), false, List.of(forget)).then(advance(next, now));
    }

    /** What the work on a run left behind is gone. */
    public Step closed(Lane lane, RunKey key, Instant now) {
        return lane.find(key).orElse(null) instanceof Held.Closing closing
                ? over(lane, closing.run(), now)
                : Step.unchanged(lane);
    }

    private Step over(Lane lane, RunRef run, Instant now) {
        var over = new Held.Concluded(run);
        Lane shorter = lane.with(over);
        return new Step(shorter, List.of(over), false, List.of()).then(advance(shorter, now));
    }

    /** Something about the model, but no outcome of a run, needs a person. Nothing new while an alert like it stands. */
    public Step raise(Lane lane, AlertRaised alert, Envelope envelope) {
        return lane.open(alert.fingerprint()).isPresent()
                ? Step.unchanged(lane)
                : standing(lane, new OpenAlert(alert.alertId(), alert.fingerprint(), Optional.of(envelope)));
    }

    /** An alert is on the log. */
    public Step told(Lane lane, String alertId) {
        List<OpenAlert> told = lane.openAlerts().stream()
                .map(open -> open.alertId().equals(alertId) ? OpenAlert.told(alertId, open.fingerprint()) : open)
                .toList();
        return new Step(lane.withOpenAlerts(told), List.of(), true, List.of());
    }

    /** The model's next good run resolves this alert too. */
    public Step standing(Lane lane, OpenAlert alert) {
        var open = new ArrayList<>(lane.openAlerts());
        open.add(alert);
        return new Step(lane.withOpenAlerts(open), List.of(), true, raising(List.of(alert)));
    }

    /** Alerts with this fingerprint are resolved, and that is on the log. */
    public Step resolved(Lane lane, String fingerprint) {
        List<OpenAlert> others = lane.openAlerts().stream()
                .filter(open -> !open.fingerprint().equals(fingerprint))
                .toList();
        return new Step(lane.withOpenAlerts(others), List.of(), true, List.of());
    }

    private static List<Action> raising(List<OpenAlert> alerts) {
        return alerts.stream()
                .flatMap(alert ->
                        alert.untold().stream().<Action>map(envelope -> new Action.Raise(alert.alertId(), envelope)))
                .toList();
    }

    /** The lane was read from the log: whatever was going on when its last owner went away goes on. */
    public Step recovered(Lane lane, Instant now) {
        List<Action> actions = new ArrayList<>(raising(lane.openAlerts()));
        for (Held.Active held : lane.active()) {
            switch (held) {
                case Held.Waiting ignored -> {}
                case Held.Running running -> actions.add(new Action.Perform(task(running, running.attempt())));
                case Held.Parked parked -> actions.add(new Action.WakeUp(parked.until()));
                case Held.Concluding concluding ->
                    actions.add(new Action.Publish(concluding.key(), concluding.outbox()));
                case Held.Closing closing -> actions.add(new Action.Conclude(task(closing, closing.attempt())));
            }
        }
        return new Step(lane, List.of(), false, actions).then(advance(lane, now));
    }

    /** Gives the oldest waiting run its turn, if nobody has it. */
    private Step advance(Lane lane, Instant now) {
        if (!(lane.head().orElse(null) instanceof Held.Waiting next)) {
            return Step.unchanged(lane);
        }
        return switch (plan(next.trigger(), next.run())) {
            case Plan.Work ignored -> start(lane, next.started(), now);
            case Plan.Answer(var outcome) -> conclude(lane, next, 0, outcome, now);
            // Planned otherwise when it was admitted, by an older release; there is nothing to answer any more.
            case Plan.Pass ignored -> over(lane, next.run(), now);
        };
    }

    private Step start(Lane lane, Held.Running running, Instant now) {
        return new Step(
                lane.with(running),
                List.of(running),
                false,
                List.of(
                        tell(running, running.attempt(), State.RUNNING, Optional.empty(), now),
                        new Action.Perform(task(running, running.attempt()))));
    }

    private Step park(Lane lane, Held.Running running, Failure failure, Instant now) {
        Instant until = now.plus(backoff.after(running.key(), running.attempt()));
        Held.Parked parked = running.parked(until, failure);
        String message = "attempt " + running.attempt() + " of " + (retries(running) + 1) + " failed, next in "
                + Duration.between(now, until).toSeconds() + " s: " + failure.summary();
        return new Step(
                lane.with(parked),
                List.of(parked),
                false,
                List.of(
                        tell(running, running.attempt(), State.WAITING, Optional.of(message), now),
                        new Action.WakeUp(until)));
    }

    private Step conclude(Lane lane, Held.Active held, int attempt, Outcome outcome, Instant now) {
        Answer.Given given = answer.to(held, attempt, outcome, lane.openAlerts(), now);
        var concluding = new Held.Concluding(held.run(), held.trigger(), attempt, given.outbox());
        return new Step(
                lane.with(concluding).withOpenAlerts(given.openAlerts()),
                List.of(concluding),
                !given.openAlerts().equals(lane.openAlerts()),
                List.of(new Action.Publish(concluding.key(), concluding.outbox())));
    }

    private static boolean mayPass(Failure failure) {
        return switch (failure.kind()) {
            case TRANSIENT, TIMEOUT -> true;
            case USER_ERROR, CAPACITY, CANCELLED, INVALID_EVENT, INTERNAL, UNKNOWN -> false;
        };
    }

    private int retries(Held.Active held) {
        return plan(held.trigger(), held.run()) instanceof Plan.Work work ? work.retries() : 0;
    }

    private Plan plan(Envelope trigger, RunRef run) {
        return planner.apply(trigger.event(), run);
    }

    private static Task task(Held.Active held, int attempt) {
        return new Task(held.run(), attempt, held.trigger());
    }

    private Action tell(Held.Active held, int attempt, State state, Optional<String> message, Instant now) {
        var progress = new StageProgressed(held.run(), stage, state, attempt, message, Optional.empty(), Metrics.NONE);
        String id = EventIds.progress(held.run(), stage, attempt, state, "");
        return new Action.Tell(held.trigger().causes(id, source, now, attempt, progress));
    }
}
