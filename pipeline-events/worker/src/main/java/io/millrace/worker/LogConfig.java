package io.millrace.worker;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The file that a worker's standard output goes to, under {@code millrace.log.*}. */
@ConfigMapping(prefix = "millrace.log")
public interface LogConfig {

    /** Set by whoever redirects the output, in append mode, to this file. Unset: the output is somebody else's affair. */
    Optional<Path> file();

    /** Bytes at which the file becomes {@code <file>.1} and begins anew; together they take twice as much. */
    @WithDefault("10485760")
    long maxBytes();

    /** How often to look how long it is. */
    @WithDefault("PT10S")
    Duration every();
}
