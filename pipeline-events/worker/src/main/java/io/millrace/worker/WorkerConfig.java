package io.millrace.worker;

import io.millrace.events.Stage;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What an operator may set for any worker, under {@code millrace.*}. */
@ConfigMapping(prefix = "millrace")
public interface WorkerConfig {

    /**
     * The stage that this worker owns: {@code build}, {@code train}, {@code evaluate}, {@code deploy} or {@code
     * monitor}. Set by each service itself.
     */
    Stage stage();

    /** The folder of the local stack, where its stores lie; unset on a cluster. */
    Optional<Path> home();

    /** What every topic's name starts with, the dot included. Two pipelines on one broker differ in it. */
    @WithDefault("millrace.")
    String topicPrefix();

    /**
     * Raised by one whenever the registrations' topic was made anew, because then its offsets, which tell the order of
     * versions, start again from 0.
     */
    @WithDefault("0")
    int epoch();

    /**
     * How long a run may be at this stage on top of what its work may take: for neighbours that are away, and for pauses
     * between attempts. Then it ends with an alert.
     */
    @WithDefault("PT24H")
    Duration patience();

    /** How many runs of one model may wait for their turn here; a further one ends with an alert. */
    @WithDefault("1000")
    int queueLimit();

    /** How long runs are remembered that are over: a second delivery of their events is recognised for that long. */
    @WithDefault("P30D")
    Duration remember();

    /** How many runs the worker works on at the same time; more wait for their turn. */
    @WithDefault("16")
    int parallelism();

    /**
     * Tells replicas of one worker apart, and stays the same when one is started again, so that it gets its partitions
     * back at once. Unset: the service's name, right for a single replica.
     */
    @WithDefault("${quarkus.application.name}")
    String instance();

    /**
     * After how long a silence a replica is taken for dead, and its partitions go to others. Brokers refuse less than
     * their {@code group.min.session.timeout.ms}, which is 6 s unless set; then that is used.
     */
    @WithDefault("PT2.5S")
    Duration sessionTimeout();

    /** How long to wait for the broker when the worker starts. */
    @WithDefault("PT60S")
    Duration startTimeout();
}
