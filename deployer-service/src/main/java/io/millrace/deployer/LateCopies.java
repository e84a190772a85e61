package io.millrace.deployer;

import io.millrace.events.Envelope;
import io.millrace.events.ModelName;
import io.millrace.events.ServingEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds models of which the last event on the log is a copy of an earlier one: a replica that was paused may publish it
 * long after another one has gone on. Readers go by the generation, but the topic is compacted, and in the end would keep
 * the last event alone.
 */
final class LateCopies {
    private final Map<ModelName, Envelope> newest = new HashMap<>();
    private final Set<ModelName> hidden = new HashSet<>();

    /** The next event on the log, about any model. */
    void read(Envelope envelope) {
        ServingEvent event = (ServingEvent) envelope.event();
        ModelName model = event.run().model();
        Envelope known = newest.getOrDefault(model, envelope);
        if (ServingEvent.later((ServingEvent) known.event(), event) == event) {
            newest.put(model, envelope);
            hidden.remove(model);
        } else {
            hidden.add(model);
        }
    }

    /** What has to be published once more, to lie last; each time only once. */
    List<Envelope> toPublishAgain(Predicate<ModelName> which) {
        List<ModelName> found = hidden.stream().filter(which).toList();
        found.forEach(hidden::remove);
        return found.stream().map(newest::get).filter(Objects::nonNull).toList();
    }
}
