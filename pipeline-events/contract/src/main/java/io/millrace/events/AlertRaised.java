package io.millrace.events;

import java.util.Optional;

/**
 * Something needs a person. Raised once per cause; a second one with the same {@code alertId} is the same alert.
 *
 * @param alertId     a function of run, round, stage and code
 * @param fingerprint {@code <model>/<stage>/<code>}: the next good run of the model resolves all that share it
 * @param model       absent where the cause could not be attributed to a model
 * @param run         absent where the cause belongs to no run
 * @param count       how many occurrences this one stands for, 1 or more
 */
public record AlertRaised(
        String alertId,
        String fingerprint,
        Optional<ModelName> model,
        Optional<RunRef> run,
        Stage stage,
        Failure failure,
        int count)
        implements PipelineEvent {

    /** Key of an alert that belongs to no model. */
    public static final String UNATTRIBUTED = "_unattributed";

    public AlertRaised {
        if (count < 1) {
            throw new IllegalArgumentException("count is " + count + ", expected 1 or more");
        }
    }

    /** The alert for a run that a stage ended. */
    public static AlertRaised of(RunRef run, Stage stage, Failure failure) {
        return new AlertRaised(
                EventIds.alert(run, stage, failure.code()),
                fingerprint(Optional.of(run.model()), stage, failure.code()),
                Optional.of(run.model()),
                Optional.of(run),
                stage,
                failure,
                1);
    }

    public static String fingerprint(Optional<ModelName> model, Stage stage, String code) {
        return model.map(ModelName::value).orElse(UNATTRIBUTED) + "/" + stage + "/" + code;
    }

    @Override
    public String key() {
        return model.map(ModelName::value).orElse(UNATTRIBUTED);
    }

    @Override
    public Optional<RunRef> runRef() {
        return run;
    }
}
