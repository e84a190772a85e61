package io.millrace.worker;

import io.millrace.events.Envelope;
import io.millrace.events.RunEnded;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where a worker says what it has to say. */
interface Publisher {

    /** Completes once the event is on the log. */
    CompletableFuture<Void> publish(Envelope envelope);

    /** Completes once all of it is. That a run ended is written last, when its alert is there to be seen. */
    default CompletableFuture<Void> publish(List<Envelope> outbox) {
        return publishAll(outbox, false).thenCompose(ignored -> publishAll(outbox, true));
    }

    private CompletableFuture<Void> publishAll(List<Envelope> outbox, boolean endings) {
        return CompletableFuture.allOf(outbox.stream()
                .filter(envelope -> envelope.event() instanceof RunEnded == endings)
                .map(this::publish)
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Publishes what may be lost, and does not wait for it. */
    void tell(Envelope progress);
}
