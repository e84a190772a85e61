package io.millrace.events;

import java.util.Optional;

/**
 * The cause of an alert is gone.
 *
 * @param alertId     of the alert that was raised
 * @param fingerprint as in the alert
 * @param run         the run that showed it: the stage succeeded for the same model; absent where the alert belongs to
 *                    no model
 */
public record AlertResolved(String alertId, String fingerprint, Optional<RunRef> run, Stage stage)
        implements PipelineEvent {

    /** Resolved by a run. */
    public AlertResolved(String alertId, String fingerprint, RunRef run, Stage stage) {
        this(alertId, fingerprint, Optional.of(run), stage);
    }

    @Override
    public String key() {
        return run.map(ref -> ref.model().value()).orElse(AlertRaised.UNATTRIBUTED);
    }

    @Override
    public Optional<RunRef> runRef() {
        return run;
    }
}
