package io.millrace.worker.run;

import io.millrace.events.Envelope;
import io.millrace.events.Failure;
import io.millrace.events.RunRef;

/** Why a run is ended from outside. */
public sealed interface Stop {

    /** A person asked for it; the command is answered with the run's end. */
    record Cancelled(Envelope command) implements Stop {}

    /** A person asked for a later round of the same run. */
    record NewRound(int round) implements Stop {}

    /** A newer version is on its way, and the spec says that it takes the place of older ones. */
    record Superseded(RunRef by) implements Stop {}

    /** It was at this stage for longer than it may be. */
    record Overdue(Failure why) implements Stop {}
}
