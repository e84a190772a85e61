package io.millrace.deployer.rollout;

import io.millrace.events.Failure;
import java.net.URI;

/** How a candidate's server did before any traffic went to it. */
public sealed interface Trial {

    /** It answers its health path. */
    record Fit(URI address) implements Trial {}

    /** It must not take over; nothing of it is left. */
    record Unfit(Failure why) implements Trial {}
}
