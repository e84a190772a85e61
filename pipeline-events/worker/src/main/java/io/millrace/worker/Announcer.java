package io.millrace.worker;

import io.millrace.events.Envelope;
import java.util.concurrent.CompletableFuture;

/**
 * Announces what belongs to nothing that the worker remembers, such as alerts about the pipeline itself. A crash before
 * the broker has it loses it: whoever announces must find the cause again.
 */
@FunctionalInterface
public interface Announcer {

    /** Completes once the broker has the event; blocks while the broker cannot say where its topic lies. */
    CompletableFuture<Void> publish(Envelope envelope);
}
