package io.millrace.deployer.rollout;

import io.millrace.events.ServingChanged;
import io.millrace.events.ServingEnded;
import java.net.URI;
import java.time.Duration;

/** The way in: sends requests for a model to what serves it, under an address that stays. Thread-safe. */
public interface Gateway {

    /** A version that will serve soon; until then clients are asked to come back. */
    void comingUp(ServingChanged version);

    /** From now on requests go to this version. Those under way stay where they are. */
    void up(ServingChanged version, URI address);

    /** This version answers no more; clients are asked to come back. Changes nothing when another is in its place. */
    void down(ServingChanged version);

    /** Nothing serves the model any more: its name is unknown, until a later generation serves. */
    void gone(ServingEnded end);

    /** All that serves according to the log has been announced: other names are unknown. */
    void complete();

    /** Whether all that should serve has been announced and answers. */
    boolean isSettled();

    /**
     * Waits until the last request that was sent to a workload is answered, and closes all connections to it.
     *
     * @param atMost requests that take longer are cut off
     * @return how many were cut off
     */
    int drain(String workload, Duration atMost) throws InterruptedException;
}
