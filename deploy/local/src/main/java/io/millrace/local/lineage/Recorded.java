package io.millrace.local.lineage;

import io.millrace.events.Envelope;
import io.millrace.events.PipelineEvent;
import java.util.HashSet;
import java.util.List;

/** An event, and where it lies: whoever doubts it can look it up. */
public record Recorded(String topic, int partition, long offset, Envelope envelope) {
    public PipelineEvent event() {
        return envelope.event();
    }

    /** For example {@code millrace.image-built-3@41}. */
    public String place() {
        return topic + "-" + partition + "@" + offset;
    }

    /** Of several under one id the first, as every reader goes by them. */
    static List<Recorded> once(List<Recorded> all) {
        var ids = new HashSet<String>();
        return all.stream()
                .filter(recorded -> ids.add(recorded.envelope().id()))
                .toList();
    }
}
