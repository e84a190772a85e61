package io.millrace.monitor.view;

import io.millrace.events.Decision;
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
 * @param replaced   the run whose version served before
 * @param decision   who wanted it back; absent when it got there by itself
 */
public record Serving(
        ModelName model,
        RunId run,
        Optional<Version> version,
        long generation,
        Optional<ImageRef> image,
        Metrics metrics,
        URI endpoint,
        Instant since,
        Optional<RunId> replaced,
        Optional<Decision> decision) {

    static Serving of(ServingChanged event, Instant at) {
        return new Serving(
                event.run().model(),
                event.run().run(),
                event.run().version(),
                event.generation(),
                event.candidate().image(),
                Excerpts.metrics(event.candidate().metrics()),
                event.endpoint(),
                at,
                event.replacedRun(),
                event.decision());
    }

    Serving or(Serving other) {
        return other.generation > generation ? other : this;
    }
}
