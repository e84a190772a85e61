package io.millrace.builder;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** Where the workers of one machine keep what is not in the log, under {@code millrace.*}. */
@ConfigMapping(prefix = "millrace")
public interface HomeConfig {

    /**
     * Folder of the local store: {@code images/} for images, {@code cache/} for what can be made again. No default:
     * guessing a folder is worse than not starting.
     */
    Path home();
}
