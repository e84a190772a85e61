package io.millrace.events;

import java.util.Optional;

/**
 * The cause of an alert is gone.
 *
 * @param alertId     of the alert that was raised
 * @param fingerprint as in the alert
 * @param run         the run that showed it: the stage succeeded for the same model
 */
public record AlertResolved(String alertId, String fingerprint, RunRef run, Stage stage) implements PipelineEvent {

    @Override
    public String key() {
        return run.model().value();
    }

    @Override
    public Optional<RunRef> runRef() {
        return Optional.of(run);
    }
}
