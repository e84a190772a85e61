package io.millrace.monitor.view;

import io.millrace.events.RunEnded;
import io.millrace.events.Stage;
import io.millrace.events.StageProgressed.State;
import java.time.Instant;

/** How, where and when a round of a run ended. */
public record Ending(int round, RunEnded.Result result, Stage stage, Instant at) {

    RunStatus status() {
        return switch (result) {
            case DEPLOYED, FINISHED, REMOVED -> RunStatus.SUCCEEDED;
            case REJECTED -> RunStatus.REJECTED;
            case CANCELLED, SUPERSEDED -> RunStatus.CANCELLED;
            // A result that only a newer producer knows deserves a look.
            case FAILED, UNKNOWN -> RunStatus.FAILED;
        };
    }

    /** What became of the stage that ended the run. */
    State stageState() {
        return switch (result) {
            case DEPLOYED, FINISHED, REMOVED -> State.SUCCEEDED;
            case CANCELLED, SUPERSEDED -> State.CANCELLED;
            case REJECTED, FAILED, UNKNOWN -> State.FAILED;
        };
    }
}
