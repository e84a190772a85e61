package io.millrace.worker.run;

import io.millrace.events.RunId;
import java.util.Optional;

/** What a stage remembers of runs that are over here. */
public interface Past {
    Past NOTHING = run -> Optional.empty();

    /** The latest round that is over here. */
    Optional<Held.Concluded> latest(RunId run);
}
