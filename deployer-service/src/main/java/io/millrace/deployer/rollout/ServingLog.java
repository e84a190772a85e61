package io.millrace.deployer.rollout;

import io.millrace.events.ModelName;
import io.millrace.events.ServingChanged;
import java.util.Collection;
import java.util.Optional;

/** What serves according to the log, which is the truth. Up to date whenever it is asked; waits while it is away. */
public interface ServingLog {
    Optional<ServingChanged> of(ModelName model);

    Collection<ServingChanged> all();
}
