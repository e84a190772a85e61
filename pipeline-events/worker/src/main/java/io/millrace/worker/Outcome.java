package io.millrace.worker;

import io.millrace.events.Failure;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunEnded;
import io.millrace.events.StageStatus;
import java.util.List;
import java.util.Optional;

/** How a stage's work on a run came out. */
public sealed interface Outcome {

    /**
     * The stage has its answer.
     *
     * @param events  to publish; at most one of each type
     * @param ending  present when the run ends here
     */
    record Answered(StageStatus status, List<PipelineEvent> events, Optional<Ending> ending) implements Outcome {
        public Answered {
            events = List.copyOf(events);
        }
    }

    /** It did not work. The kind of failure decides whether it is tried again; if not, the run ends as failed. */
    record Failed(Failure failure) implements Outcome {}

    /** A neighbour is away. That says nothing about the run: it waits, and the same attempt goes on later. */
    record Away(Failure failure) implements Outcome {}

    /**
     * How the run ends.
     *
     * @param why becomes the alert; absent when nobody has to be told
     */
    record Ending(RunEnded.Result result, Optional<Failure> why) {}

    /** The run goes on with the next stage. */
    static Outcome goesOn(StageStatus status, PipelineEvent event) {
        return new Answered(status, List.of(event), Optional.empty());
    }

    /** The run ends here and all is well. */
    static Outcome ends(StageStatus status, List<PipelineEvent> events, RunEnded.Result result) {
        return new Answered(status, events, Optional.of(new Ending(result, Optional.empty())));
    }

    /** The run ends here and somebody has to be told. */
    static Outcome ends(StageStatus status, List<PipelineEvent> events, RunEnded.Result result, Failure why) {
        return new Answered(status, events, Optional.of(new Ending(result, Optional.of(why))));
    }
}
