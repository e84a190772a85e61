package io.millrace.monitor.kafka;

import io.millrace.events.Envelope;
import io.millrace.events.RunEnded;
import io.millrace.worker.trace.Span;
import io.millrace.worker.trace.Spans;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Closes a run's trace: from when its end was written until whoever looks at the monitor can see it. */
@Singleton
class SeenEnds {
    private final Spans spans;
    private final Instant started = Instant.now();

    SeenEnds(Spans spans) {
        this.spans = spans;
    }

    /** What is older than this monitor was seen by an earlier one. */
    void on(Envelope envelope, ConsumerRecord<?, ?> record) {
        if (!spans.areKept() || !(envelope.event() instanceof RunEnded ended)) {
            return;
        }
        Instant written = Instant.ofEpochMilli(Math.max(0, record.timestamp()));
        if (written.isBefore(started)) {
            return;
        }
        spans.tell(new Span(
                envelope.trace().child("monitor/" + envelope.id()),
                Optional.of(envelope.trace().spanId()),
                Span.Kind.CONSUMER,
                "monitor",
                written,
                Instant.now(),
                Map.of(
                        "millrace.stage", "monitor",
                        "millrace.run", ended.run().run(),
                        "millrace.model", ended.run().model(),
                        "millrace.round", ended.run().round(),
                        "millrace.outcome", ended.result().name().toLowerCase(Locale.ROOT))));
    }
}
