package io.millrace.deployer.rollout;

import io.millrace.events.ServingChanged;

/**
 * Where requests for a model go.
 *
 * @param <B> what answers them
 */
public sealed interface Route<B> {

    /** A version of the model answers. */
    record Up<B>(ServingChanged version, B backend) implements Route<B> {}

    /** A version of the model should answer and does not yet, or not at the moment. */
    record ComingUp<B>(ServingChanged version) implements Route<B> {}

    /** Nobody deployed a model of this name, or it was taken out of production. */
    record Unknown<B>() implements Route<B> {}

    /** Whether the model is there is not known yet: what serves is still being read from the log. */
    record Unread<B>() implements Route<B> {}
}
