package io.millrace.bench.chaos;

import io.millrace.events.Envelope;
import io.millrace.events.PipelineEvent;

/** An event where it lies in the log. */
record Seen(String topic, int partition, long offset, Envelope envelope) {

    String id() {
        return envelope.id();
    }

    PipelineEvent event() {
        return envelope.event();
    }

    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
