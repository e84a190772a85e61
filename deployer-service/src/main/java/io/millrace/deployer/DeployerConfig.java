package io.millrace.deployer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Everything an operator may set for the deployer, under {@code deployer.*}. Durations as in {@code PT30S}. */
@ConfigMapping(prefix = "deployer")
public interface DeployerConfig {

    /**
     * Where clients reach this worker's HTTP port, without a path; the stable endpoint of a model is this and {@code
     * /models/<name>}. For example {@code https://models.example.org} when a proxy stands before it. Unset: this
     * machine's loopback address.
     */
    @WithDefault("http://127.0.0.1:${quarkus.http.port}")
    URI publicUrl();

    /** How often a candidate's start is tried again after a failure that may pass; 0 for never. */
    @WithDefault("2")
    int retries();

    /** How long requests to a replaced version may take before they are cut off. */
    @WithDefault("PT30S")
    Duration drain();

    /**
     * How long readiness waits after a start for the servers that are being brought back. Their models answer 503
     * until they are there, whether readiness waits or not.
     */
    @WithDefault("PT5S")
    Duration readyWithin();

    Restart restart();

    Endpoint endpoint();

    /** How servers that end are started again. */
    interface Restart {
        /** Wait before the first restart; doubled with each further one. */
        @WithDefault("PT0.5S")
        Duration firstDelay();

        /** Longest wait. A server that answered for longer than this starts anew with the first one. */
        @WithDefault("PT1M")
        Duration maxDelay();
    }

    /** The proxy before the servers. */
    interface Endpoint {
        /** Connections to one server that may be open at the same time; further requests wait for one. */
        @WithDefault("256")
        int connections();

        /** Requests to one server that may wait for a connection; further ones are answered with 503. */
        @WithDefault("1024")
        int waiting();

        /** What clients are told to wait before they try again, in the answers with status 503. Whole seconds. */
        @WithDefault("PT1S")
        Duration retryAfter();
    }
}
