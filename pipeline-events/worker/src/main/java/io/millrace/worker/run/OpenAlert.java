package io.millrace.worker.run;

import io.millrace.events.AlertRaised;
import io.millrace.events.AlertResolved;
import io.millrace.events.Envelope;
import io.millrace.events.RunRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An alert of this stage that the model's next good run resolves.
 *
 * @param untold     the alert itself, while it is not known to be on the log; absent afterwards
 * @param resolution what says that its cause is gone, while that is not known to be on the log; then nothing is left
 * @param waiting    the run that waits for what is away; absent when that is not what it tells of
 */
public record OpenAlert(
        String alertId,
        String fingerprint,
        Optional<Envelope> untold,
        Optional<Envelope> resolution,
        Optional<RunRef> waiting) {

    public OpenAlert {
        // A release before this one did not say.
        waiting = waiting == null ? Optional.empty() : waiting;
    }

    /** One that is, or will be, told by other means. */
    public static OpenAlert told(String alertId, String fingerprint) {
        return new OpenAlert(alertId, fingerprint, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** What stands once all of an outbox is told. The run may have been remembered, and the crash come before this was. */
    static List<OpenAlert> after(List<Envelope> outbox, List<OpenAlert> open) {
        var after = new ArrayList<>(open);
        for (Envelope envelope : outbox) {
            if (envelope.event() instanceof AlertRaised raised) {
                after.removeIf(alert -> alert.alertId().equals(raised.alertId()));
                after.add(told(raised.alertId(), raised.fingerprint()));
            } else if (envelope.event() instanceof AlertResolved resolved) {
                after.removeIf(alert -> alert.alertId().equals(resolved.alertId()));
            }
        }
        return after;
    }

    static OpenAlert untold(String alertId, String fingerprint, Envelope alert) {
        return new OpenAlert(alertId, fingerprint, Optional.of(alert), Optional.empty(), Optional.empty());
    }

    OpenAlert waitedForBy(RunRef run) {
        return new OpenAlert(alertId, fingerprint, untold, resolution, Optional.of(run));
    }

    OpenAlert told() {
        return new OpenAlert(alertId, fingerprint, Optional.empty(), resolution, waiting);
    }

    OpenAlert resolving(Envelope says) {
        return new OpenAlert(alertId, fingerprint, untold, Optional.of(says), waiting);
    }

    /** What of it is not known to be on the log, in the order in which it must come there. */
    List<Action> toTell() {
        var actions = new ArrayList<Action>();
        untold.ifPresent(raised -> actions.add(new Action.Raise(alertId, raised)));
        resolution.ifPresent(gone -> actions.add(new Action.Resolve(alertId, gone)));
        return actions;
    }

    boolean isWaitedForBy(RunKey run) {
        return waiting.map(RunKey::of).filter(run::equals).isPresent();
    }

    /** Whether a good run shows that the cause is gone; what a run waits for may be away all the same. */
    boolean endsWithAGoodRun() {
        return stands() && waiting.isEmpty();
    }

    boolean stands() {
        return resolution.isEmpty();
    }
}
