package io.millrace.worker.run;

import io.millrace.events.Envelope;
import io.millrace.events.Failure;
import io.millrace.events.RunRef;
import java.util.List;

/** Why a run is ended from outside. */
public sealed interface Stop {

    /** People asked for it; the commands are answered with the run's end. */
    record Cancelled(List<Envelope> commands) implements Stop {
        public Cancelled {
            commands = List.copyOf(commands);
        }
    }

    /** A person asked for a later round of the same run. */
    record NewRound(int round) implements Stop {}

    /** A newer version is on its way, and the spec says that it takes the place of older ones. */
    record Superseded(RunRef by) implements Stop {}

    /** It was at this stage for longer than it may be. */
    record Overdue(Failure why) implements Stop {}
}
