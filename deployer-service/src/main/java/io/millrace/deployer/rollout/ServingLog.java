package io.millrace.deployer.rollout;

import io.millrace.events.ModelName;
import io.millrace.events.ServingEvent;
import java.util.Optional;

/** What serves according to the log, which is the truth. Up to date whenever it is asked; waits while it is away. */
public interface ServingLog {

    /** What became of the model in production last; empty when nothing ever served. */
    Optional<ServingEvent> latest(ModelName model);
}
