package io.millrace.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Optional;

/**
 * The run's version is to serve no more, and nothing in its place. Changes nothing when another version serves by then.
 *
 * @param reason for people; told with the end of serving
 */
public record DeploymentRemove(RunId run, ModelName model, Optional<String> reason) implements RoundCommand {
    public DeploymentRemove {
        reason = Text.reason(reason);
    }

    @JsonIgnore
    @Override
    public Stage from() {
        return Stage.DEPLOY;
    }
}
