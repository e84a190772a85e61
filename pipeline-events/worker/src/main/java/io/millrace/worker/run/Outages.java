package io.millrace.worker.run;

import io.millrace.events.Failure;
import io.millrace.events.RunRef;
import java.time.Duration;
import java.time.Instant;

/** What becomes of runs that wait for a neighbour, and of the alert that tells of it, see docs/adr/0012. */
final class Outages {
    private final Notices notices;
    private final StageCore core;

    Outages(Notices notices, StageCore core) {
        this.notices = notices;
        this.core = core;
    }

    /** The work did not find a neighbour. An outage that is none is over before anybody is told. */
    Step met(Lane lane, Held.Running running, Failure failure, Instant now) {
        Outage met = running.outage().map(Outage::again).orElseGet(() -> Outage.began(now));
        Instant until = now.plus(Backoff.AWAY.after(running.key(), met.tries()));
        Step told = tell(lane, running, failure, met, now);
        Held.Parked parked = running.away(until, failure, met);
        String message = "waiting since " + met.since() + ", next try in "
                + Duration.between(now, until).toSeconds() + " s: " + failure.summary();
        return told.then(Step.changed(told.lane().with(parked), parked, notices.waits(parked, message, now)));
    }

    private Step tell(Lane lane, Held.Running running, Failure failure, Outage met, Instant now) {
        if (!notices.isWorthAnAlert(met) || lane.waitedFor(running.key()).isPresent()) {
            return Step.unchanged(lane);
        }
        OpenAlert alert = notices.outage(running, failure, met, now);
        return lane.open(alert.fingerprint()).isPresent() ? Step.unchanged(lane) : core.standing(lane, alert);
    }

    /** A run does not wait any more. */
    Step over(Lane lane, RunRef run, Instant now) {
        return lane.waitedFor(RunKey.of(run))
                .map(alert -> core.resolve(lane, alert.fingerprint(), was -> notices.resolution(was, run, now)))
                .orElseGet(() -> Step.unchanged(lane));
    }

    /** That a run went on may have been remembered, and the crash come before it was that its outage is over. */
    Step recovered(Lane lane, Instant now) {
        Step step = Step.unchanged(lane);
        for (OpenAlert alert : lane.openAlerts()) {
            RunRef run = alert.waiting().orElse(null);
            if (run != null
                    && lane.find(RunKey.of(run)).flatMap(Held.Active::outage).isEmpty()) {
                step = step.then(over(step.lane(), run, now));
            }
        }
        return step;
    }
}
