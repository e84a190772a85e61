package io.millrace.worker.run;

import io.millrace.events.Envelope;
import io.millrace.worker.Task;
import java.time.Instant;
import java.util.List;

/** What is to be done once the step's state is durable. */
public sealed interface Action {

    /** Start the work, or find it again; its end comes back as {@link StageCore#performed}. */
    record Perform(Task task) implements Action {}

    /** Publish all of it, in this order; that it is done comes back as {@link StageCore#published}. */
    record Publish(RunKey key, List<Envelope> outbox) implements Action {}

    /** Publish an alert that belongs to no outcome; that it is done comes back as {@link StageCore#told}. */
    record Raise(String alertId, Envelope alert) implements Action {}

    /** Tell how far a run is. May be lost. */
    record Tell(Envelope progress) implements Action {}

    /** Look again at this time, with {@link StageCore#due}. */
    record WakeUp(Instant at) implements Action {}

    /** Tell the stage that its work may be forgotten; that it is comes back as {@link StageCore#closed}. */
    record Conclude(Task task) implements Action {}
}
