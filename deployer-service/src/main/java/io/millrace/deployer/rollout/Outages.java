package io.millrace.deployer.rollout;

import io.millrace.events.Failure;
import io.millrace.events.ServingChanged;

/** Whoever has to be told when a version that should serve does not stay up. */
public interface Outages {

    /** It ended again and again. May be told more than once of the same outage. */
    void began(ServingChanged version, Failure why);

    /** It has served for long enough to trust it; also told when there was no outage. */
    void ended(ServingChanged version);
}
