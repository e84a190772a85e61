package io.millrace.worker.watch;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the workers watch each other, under {@code millrace.watch.*}; the same for all of them. */
@ConfigMapping(prefix = "millrace.watch")
public interface WatchConfig {

    /** Whether this worker takes part. One that does not is taken for away by the others. */
    @WithDefault("true")
    boolean enabled();

    /** How often the one on watch looks. */
    @WithDefault("PT5S")
    Duration every();

    /** How long a stage may be without a worker, or a topic be missing, before it is an alert: longer than a restart. */
    @WithDefault("PT15S")
    Duration grace();

    /** How long records may wait in a partition from which nothing is taken. */
    @WithDefault("PT60S")
    Duration stuckAfter();

    /** How many records may wait for a stage for longer than {@link #behindAfter}. */
    @WithDefault("1000")
    long backlog();

    /** How long a backlog may last without becoming smaller. */
    @WithDefault("PT5M")
    Duration behindAfter();
}
