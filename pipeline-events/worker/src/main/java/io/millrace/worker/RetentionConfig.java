package io.millrace.worker;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How much a worker's store may hold, under {@code millrace.retention.*}. What is needed stays whatever is set here. */
@ConfigMapping(prefix = "millrace.retention")
public interface RetentionConfig {

    /** How often the worker looks after its store. */
    @WithDefault("PT10M")
    Duration every();

    /** Bytes that the store may hold; over it, the oldest of what is not needed goes. */
    @WithDefault("10737418240")
    long maxBytes();

    /** Age at which what is not needed goes, however much room there is, for example {@code P90D}. Unset: never. */
    Optional<Duration> maxAge();

    /** For how long something new, and all of a run that ended, stays: so long a run can be retried from any stage. */
    @WithDefault("PT24H")
    Duration grace();

    /**
     * How many deployed (or, of models that are not deployed, finished) versions of each model stay, for going back.
     * What serves stays too.
     */
    @WithDefault("5")
    int deployedVersions();
}
