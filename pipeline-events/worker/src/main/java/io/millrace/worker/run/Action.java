package io.millrace.worker.run;

import io.millrace.events.Envelope;
import io.millrace.worker.Task;
import java.util.List;

/** What is to be done once the step's state is durable. */
public sealed interface Action {

    /** Start the work, or find it again; its end comes back as {@link StageCore#performed}. */
    record Perform(Task task) implements Action {}

    /** End the work and what it started outside; that it is comes back as {@link StageCore#stopped}. */
    record Halt(Task task) implements Action {}

    /** Publish all of it, in this order; that it is done comes back as {@link StageCore#published}. */
    record Publish(RunKey key, List<Envelope> outbox) implements Action {}

    /** Publish an alert that belongs to no outcome; that it is done comes back as {@link StageCore#told}. */
    record Raise(String alertId, Envelope alert) implements Action {}

    /** Publish that its cause is gone; that it is done comes back as {@link StageCore#resolved}. */
    record Resolve(String alertId, Envelope resolution) implements Action {}

    /** Publish the answer to a command; the command counts as read once it is done. */
    record Reply(Envelope answer) implements Action {}

    /** Tell how far a run is. May be lost. */
    record Tell(Envelope progress) implements Action {}

    /** Tell the stage that its work may be forgotten; that it is comes back as {@link StageCore#closed}. */
    record Conclude(Task task) implements Action {}
}
