package io.millrace.worker;

import io.millrace.events.Envelope;
import io.millrace.events.PipelineEvent;
import io.millrace.events.RunEnded;
import io.millrace.events.StageProgressed;
import io.millrace.worker.run.Admission;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/** Where a worker says what it has to say. */
interface Publisher {

    /** Completes once the event is on the log. */
    CompletableFuture<Void> publish(Envelope envelope);

    /** As {@link #publish(Envelope)}, for what nobody waits for: it may go out a moment later, with what follows it. */
    default CompletableFuture<Void> publishLater(Envelope envelope) {
        return publish(envelope);
    }

    /**
     * Completes once all of it is. That a run ended is written last, when its alert is there to be seen; progress, which
     * may be lost anyway, is not waited for.
     */
    default CompletableFuture<Void> publish(List<Envelope> outbox) {
        var progress = all(outbox, StageProgressed.class::isInstance, this::publishLater);
        var first = publishAll(outbox, event -> !(event instanceof StageProgressed) && !(event instanceof RunEnded));
        return first.thenCompose(ignored -> publishAll(outbox, RunEnded.class::isInstance))
                .thenCompose(ignored -> progress);
    }

    /** As {@link #publish(List)}, for all that a stage has to say about a run that it is through with. */
    default CompletableFuture<Void> conclude(Admission admission, List<Envelope> outbox) {
        return publish(outbox);
    }

    private CompletableFuture<Void> publishAll(List<Envelope> outbox, Predicate<PipelineEvent> which) {
        return all(outbox, which, this::publish);
    }

    private static CompletableFuture<Void> all(
            List<Envelope> outbox,
            Predicate<PipelineEvent> which,
            Function<Envelope, CompletableFuture<Void>> publish) {
        return CompletableFuture.allOf(outbox.stream()
                .filter(envelope -> which.test(envelope.event()))
                .map(publish)
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Publishes what may be lost, and does not wait for it. */
    void tell(Envelope progress);
}
