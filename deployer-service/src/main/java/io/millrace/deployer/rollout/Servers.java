package io.millrace.deployer.rollout;

import io.millrace.events.ServingChanged;
import java.time.Duration;

/**
 * The servers behind the gateway. Everything goes by the workload's name and may be asked again. What waits for an
 * answer throws the worker kit's {@code NeighbourUnavailable} when the place where they run is away. Thread-safe.
 */
public interface Servers {

    /**
     * Starts a candidate's server, or finds it running, and waits until it answers its health path or never will.
     * No traffic goes to it.
     *
     * @throws InterruptedException when this process stops; the server goes on
     */
    Trial tryOut(ServingChanged candidate) throws InterruptedException;

    /**
     * Keeps a version's server running and tells the gateway when it answers and when not: starts it or finds it
     * running, and starts it again whenever it ends. Returns at once.
     */
    void keepUp(ServingChanged version);

    /**
     * Tells the gateway when a version's server answers and when not, and leaves it to another replica to keep it
     * running. Lets go of it, if it was kept up here. Returns at once.
     */
    void watch(ServingChanged version);

    /**
     * Lets the requests to a server finish, then stops it and removes what is left of it, for good. Returns at once.
     * Does nothing when there is no such server.
     *
     * @param others how long other replicas may have requests to it
     */
    void retire(String workload, Duration others);

    /** Whether it was retired here and nothing is left of it. */
    boolean isRetired(String workload);

    /** Stops a candidate's server that got no traffic, and removes what is left of it. */
    void discard(String workload);
}
