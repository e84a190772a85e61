package io.millrace.monitor.view;

import io.millrace.events.ImageRef;
import io.millrace.events.Metrics;
import io.millrace.events.ModelName;
import io.millrace.events.RunId;
import io.millrace.events.ServingChanged;
import io.millrace.events.Version;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * What serves a model now.
 *
 * @param generation counts what served the model so far, from 1
 * @param metrics    of its evaluation
 */
public record Serving(
        ModelName model,
        RunId run,
        Optional<Version> version,
        long generation,
        Optional<ImageRef> image,
        Metrics metrics,
        URI endpoint,
        Instant since) {

    static Serving of(ServingChanged event, Instant at) {
        return new Serving(
                event.run().model(),
                event.run().run(),
                event.run().version(),
                event.generation(),
                event.candidate().image(),
                Excerpts.metrics(event.candidate().metrics()),
                event.endpoint(),
                at);
    }

    Serving or(Serving other) {
        return other.generation > generation ? other : this;
    }
}
