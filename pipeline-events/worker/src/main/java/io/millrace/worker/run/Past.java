package io.millrace.worker.run;

import io.millrace.events.RunId;
import java.util.Optional;

/** What a stage remembers of runs that are over here. */
public interface Past {
    Past NOTHING = (run, upTo) -> Optional.empty();

    /** The latest round that is over here. */
    default Optional<Held.Concluded> latest(RunId run) {
        return latest(run, Integer.MAX_VALUE);
    }

    /** The latest round up to this one that is over here. */
    Optional<Held.Concluded> latest(RunId run, int upTo);
}
