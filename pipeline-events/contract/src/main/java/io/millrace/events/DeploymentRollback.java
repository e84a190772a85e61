package io.millrace.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Optional;

/**
 * The run's version is to serve again, although a later one serves. Its server is tried out first, and what serves goes
 * on until then. Versions that are registered later than any that served so far still take over.
 *
 * @param reason for people; told with what serves
 */
public record DeploymentRollback(RunId run, ModelName model, Optional<String> reason) implements RoundCommand {
    public DeploymentRollback {
        reason = Text.reason(reason);
    }

    @JsonIgnore
    @Override
    public Stage from() {
        return Stage.DEPLOY;
    }
}
